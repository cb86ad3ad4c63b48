package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.LdapSettings.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of LDAP, by PostgreSQL's rules in PgBouncer's syntax. */
class LdapOptionsTest {

    private static LdapSettings read(String text) {
        return LdapOptions.read(LdapOptions.ofText(text));
    }

    private static LdapSettings.Search search(String text) {
        return read(text).search().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            ldapserver=h ldapsuffix=x                         | {ldapserver=h, ldapsuffix=x}
            ldapserver="a b", ldapprefix="uid=","ldapsuffix"=",dc=e" | {ldapprefix=uid=, ldapserver=a b, ldapsuffix=,dc=e}
            ldapbindpasswd="with "" quote"                    | {ldapbindpasswd=with " quote}
            ldapurl=ldap://h/dc=x?uid?sub                     | {ldapurl=ldap://h/dc=x?uid?sub}
            """)
    @DisplayName("PgBouncer's syntax")
    void text(String text, String options) {
        assertThat(new TreeMap<>(LdapOptions.ofText(text))).hasToString(options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldapserver", "ldapserver=", "ldapserver=\"h", "ldapserver= h", "ldapserver=h what", "ldapservers=h",
        "ldapserver=\"h\"x", "=h", "LDAPSERVER=h"})
    @DisplayName("What is no list of options")
    void noText(String text) {
        assertThatThrownBy(() -> LdapOptions.ofText(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    @DisplayName("A simple bind")
    void simple() {
        LdapSettings simple = read("ldapserver=\"a [::1]:1390\" ldapprefix=\"uid=\" ldapsuffix=\",dc=x\" ldaptls=1");
        assertThat(simple.servers()).containsExactly(new HostAddress("a", 389), new HostAddress("::1", 1390));
        assertThat(simple.prefix() + "u" + simple.suffix()).isEqualTo("uid=u,dc=x");
        assertThat(simple.search()).isEmpty();
        assertThat(simple.startTls()).isTrue();
        assertThat(simple.isInClear()).isFalse();
        assertThat(read("ldapserver=a ldapsuffix=x ldapscheme=ldaps").servers())
                .isEqualTo(List.of(new HostAddress("a", 636)));
        assertThat(read("ldapserver=a ldapport=1 ldapprefix=x ldaptls=0").isInClear()).isTrue();
    }

    @Test
    @DisplayName("A search, by options and by URL")
    void searches() {
        assertThat(search("ldapserver=h ldapbasedn=\"dc=x\" ldapbinddn=\"cn=s\" ldapbindpasswd=secret"))
                .isEqualTo(new LdapSettings.Search("dc=x", Scope.SUB, "cn=s", "secret", "(uid=$username)"));
        assertThat(search("ldapserver=h ldapbasedn=\"dc=x\" ldapsearchattribute=mail").filter()).isEqualTo("(mail=$username)");
        assertThat(search("ldapserver=h ldapbasedn=\"dc=x\" ldapsearchfilter=\"(|(uid=$username)(mail=$username))\"").filter())
                .isEqualTo("(|(uid=$username)(mail=$username))");
        assertThat(read("ldapurl=\"LDAPS://h:1/dc=a%20b,dc=c?cn?sub\" ldapbinddn=\"cn=s\" ldapbindpasswd=p")).isEqualTo(
                new LdapSettings(List.of(new HostAddress("h", 1)), true, false, "", "", Optional.of(
                        new LdapSettings.Search("dc=a b,dc=c", Scope.SUB, "cn=s", "p", "(cn=$username)"))));
        assertThat(search("ldapurl=\"ldap://h/dc=x??one?(mail=$username)\"")).isEqualTo(
                new LdapSettings.Search("dc=x", Scope.ONE, "", "", "(mail=$username)"));
        assertThat(search("ldapurl=\"ldap://h/dc=x\"").scope()).as("as in OpenLDAP").isEqualTo(Scope.BASE);
        assertThat(read("ldapurl=\"ldap://h/dc=x\" ldaptls=1").startTls()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            ldapserver=h                                                  | requires "ldapbasedn", "ldapprefix", or "ldapsuffix"
            ldapsuffix=x                                                  | no LDAP server is named
            ldapserver=h ldapsuffix=x ldapbasedn=y                        | cannot use ldapbasedn
            ldapsuffix=x ldapurl=ldap://h/x                               | cannot use ldapbasedn
            ldapserver=h ldapbasedn=x ldapsearchattribute=a ldapsearchfilter=(a=$username) | cannot use ldapsearchattribute together
            ldapserver=h ldapbasedn=x ldapsearchattribute=a)(b            | is no attribute
            ldapserver=h ldapbasedn=x ldapsearchfilter=(a=b)              | would find the same entry for every user
            ldapserver=h ldapbasedn=x ldapbinddn=cn=x                     | would be nobody's bind
            ldapserver=h ldapsuffix=x ldapport=0                          | invalid LDAP port number
            ldapserver=h ldapsuffix=x ldapport=65536                      | invalid LDAP port number
            ldapserver=h ldapsuffix=x ldaptls=yes                         | ldaptls
            ldapserver=h ldapsuffix=x ldapscheme=http                     | invalid ldapscheme value
            ldapserver=h ldapsuffix=x ldapscheme=ldaps ldaptls=1          | TLS within TLS
            ldapserver=/run ldapsuffix=x                                  | is a socket
            ldapserver=h:x ldapsuffix=x                                   | is no host
            ldapurl=http://h/dc=x                                         | is no URL of LDAP
            ldapurl=ldap://h/dc=%zz                                       | broken percent-encoding
            ldapurl=ldap://h/dc=x??children                               | unknown scope
            ldapurl=ldap:///dc=x?uid?sub                                  | no LDAP server is named
            """)
    @DisplayName("What contradicts itself, or is missing")
    void wrong(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidValueException.class).hasMessageContaining(message);
    }

    @Test
    @DisplayName("No text has the password")
    void secret() {
        assertThat(read("ldapserver=h ldapbasedn=x ldapbinddn=cn=s ldapbindpasswd=hush")).asString().contains("cn=s")
                .doesNotContain("hush");
        for (String wrong : List.of("ldapbindpasswd=hush", "ldapbindpasswd=hush ldapsuffix=x", "ldapbindpasswd=\"hush")) {
            assertThatThrownBy(() -> read(wrong)).hasMessageNotContaining("hush");
        }
    }

    @Test
    @DisplayName("The options of a line are not changed")
    void unchanged() {
        Map<String, String> options = Map.of("ldapurl", "ldap://h/dc=x");
        LdapOptions.read(options);
        assertThat(options).hasSize(1);
    }
}
