package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts for people: the effective configuration and differences, and never a secret. */
class ReportTest {

    private static final String WITH_SECRETS = """
            listen: {port: 7000}
            auth: {ldap_options: ldapbindpasswd=hush1, pam_confdir: /etc/pam.d}
            databases:
              app: {hosts: ["db:5433", /run], user: u, password: hush2, pool_size: 7, dbname: real}
              "*": {host: other}
            users:
              u: {password: hush3, pool_mode: session}
              v: {}
            """;

    @Test
    void theEffectiveConfigurationSaysWhatAndWhence() {
        PoolerConfig config = Configs.load(WITH_SECRETS, ConfigFormat.YAML, Map.of("HOWDAH_EVENT_LOOPS", "3"));
        String text = EffectiveConfigPrinter.print(config);
        assertThat(text.lines()).startsWith(
                "/nowhere/howdah.yaml: OK (YAML, 2 databases, 2 users, 1 warning)",
                "",
                "Warnings:",
                "  /nowhere/howdah.yaml:2: auth.pam_confdir: known, no effect yet");
        assertThat(text)
                .containsPattern("(?m)^\\* listen_port +=  ?7000 +/nowhere/howdah.yaml:1$")
                .containsPattern("(?m)^\\* event_loops += 3 +environment HOWDAH_EVENT_LOOPS$")
                .containsPattern("(?m)^  pool_mode += transaction +default$")
                .containsPattern("(?m)^\\* auth_ldap_options += \\*\\*\\* ")
                .contains("  app -> real at db:5433, /run/.s.PGSQL.5432 as u password=***"
                        + " pool_mode=transaction pool_size=7\n")
                .contains("  * -> the database asked for at other:5432 pool_mode=transaction pool_size=20\n")
                .contains("  u password=*** pool_mode=session\n")
                .contains("  v without a password\n");
        assertThat(text + config).doesNotContain("hush");
        assertThat(config.settings().toString()).doesNotContain("hush");
    }

    @Test
    void showsValuesInTheMannerOfTheFormat() {
        assertThat(Configs.setting(Configs.ini(""), "server_lifetime").value()).isEqualTo("3600");
        assertThat(Configs.setting(Configs.ini(""), "log_stats").value()).isEqualTo("1");
        assertThat(Configs.setting(Configs.yaml(""), "server_lifetime").value()).isEqualTo("1h");
        assertThat(Configs.setting(Configs.yaml(""), "log_stats").value()).isEqualTo("true");
        assertThat(Configs.setting(Configs.yaml("protocol: {max_packet_size: 65536}"), "max_packet_size").value())
                .isEqualTo("64kB");
        assertThat(Configs.setting(Configs.yaml(""), "conffile").value()).isEqualTo(Configs.YAML_FILE);
        assertThat(Configs.yaml("").settings()).extracting(Setting::key).isSorted();
    }

    @Test
    void differencesNameWhatNeedsARestart() {
        PoolerConfig old = Configs.yaml(WITH_SECRETS);
        PoolerConfig now = Configs.yaml(WITH_SECRETS.replace("7000", "7001").replace("hush2", "hush4")
                .replace("\"*\": {host: other}", "new: {host: n}").replace("  v: {}", "") + "pool: {size: 3}\n");
        ConfigDiff diff = ConfigDiff.between(old, now);
        assertThat(diff.changed()).containsExactly("default_pool_size", "listen_port", "databases.app",
                "databases.new", "databases.*", "users.v");
        assertThat(diff.needRestart()).containsExactly("listen_port");
        assertThat(diff.changes().toString()).doesNotContain("hush")
                .contains("default_pool_size: 20 -> 3", "listen_port: 7000 -> 7001 (needs a restart)",
                        "databases.app: (old) -> (new)", "databases.*: (present) -> (absent)");
        assertThat(ConfigDiff.between(old, Configs.yaml(WITH_SECRETS)).isEmpty()).isTrue();
    }
}
