package io.howdah.proxy.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.RDN;
import io.howdah.config.HostAddress;
import io.howdah.config.LdapSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's name stays a name, whatever it contains. */
class LdapNamesTest {

    private static LdapSettings simple(String prefix, String suffix) {
        return new LdapSettings(List.of(new HostAddress("h", 1)), false, false, prefix, suffix, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice", "a b", " a", "a ", " ", "#a", "a#", "a,dc=x", "a+b=c", "a\"b", "a\\b", "a\\,b", "a<b>;c=d", "é中",
                "a\nb", "\u007f", "a/b", "*", "\\2c"})
    @DisplayName("In a DN: one RDN more, whose value is the name (RFC 4514)")
    void dn(String user) throws Exception {
        DN dn = new DN(LdapNames.bindName(simple("uid=", ",dc=x"), user).orElseThrow());
        assertThat(dn.getRDNs()).hasSize(2);
        RDN first = dn.getRDN();
        assertThat(first.getAttributeNames()).containsExactly("uid");
        assertThat(first.getAttributeValues()).containsExactly(user);
    }

    @ParameterizedTest
    @CsvSource({"alice,true", "a.b-c,true", "é,true", "a b,true", "a@evil,false", "DOM\\a,false", "'cn=a,dc=x',false",
        "a/b,false",
        "a;b,false"})
    @DisplayName("A name that is no DN has no character that could make it another account's")
    void account(String user, boolean good) {
        assertThat(LdapNames.bindName(simple("", "@example"), user)).isEqualTo(
                good ? Optional.of(user + "@example") : Optional.empty());
        assertThat(LdapNames.bindName(simple("EXAMPLE\\", ""), user)).isEqualTo(
                good ? Optional.of("EXAMPLE\\" + user) : Optional.empty());
    }

    @Test
    @DisplayName("In a filter: what PostgreSQL refuses, and nothing else changes the filter (RFC 4515)")
    void filter() throws Exception {
        LdapSettings.Search search = new LdapSettings.Search("dc=x", LdapSettings.Scope.SUB, "", "",
                "(|(uid=$username)(mail=$username))");
        for (char c = 0; c < 0x300; c++) {
            String user = "a" + c + "b";
            Optional<String> text = LdapNames.filter(search, user);
            if ("*()\\/".indexOf(c) >= 0) {
                assertThat(text).as(user).isEmpty();
                continue;
            }
            Filter filter = Filter.create(text.orElseThrow());
            assertThat(filter.getComponents()).hasSize(2);
            assertThat(filter.getComponents()[0].getAssertionValue()).isEqualTo(user);
            assertThat(filter.getComponents()[1].getAssertionValue()).isEqualTo(user);
        }
        assertThat(LdapNames.escapedInFilter("*()\\")).isEqualTo("\\2a\\28\\29\\5c");
        assertThat(LdapNames.filter(search, "$username").orElseThrow()).isEqualTo("(|(uid=$username)(mail=$username))");
    }

    @Test
    @DisplayName("A name with bytes that are no UTF-8, and an empty one, are nobody's")
    void noText() {
        LdapSettings.Search search = new LdapSettings.Search("dc=x", LdapSettings.Scope.SUB, "", "", "(uid=$username)");
        for (String user : List.of("a\udcff", "\udcff", "")) {
            assertThat(LdapNames.filter(search, user)).isEmpty();
            assertThat(LdapNames.bindName(simple("uid=", ",dc=x"), user)).isEmpty();
            assertThat(LdapNames.bindName(simple("", "@x"), user)).isEmpty();
        }
    }
}
