package io.howdah.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNameTest {

    // Tags of GeneralName in subjectAltName.
    private static final int MAIL = 0x81;
    private static final int DNS = 0x82;
    private static final int ADDRESS = 0x87;

    private static X509Certificate certificate(String subject, String alternatives) throws Exception {
        CertificateBuilder builder = new CertificateBuilder().ecp256().subject(subject).setIsCertificateAuthority(true);
        ByteBuf names = Unpooled.buffer();
        for (String name : alternatives.split(" ")) {
            if (name.startsWith("dns:")) {
                name(names, DNS, name.substring(4).getBytes(StandardCharsets.US_ASCII));
            } else if (name.startsWith("ip:")) {
                name(names, ADDRESS, NetUtil.createByteArrayFromIpAddressString(name.substring(3)));
            } else if (name.startsWith("mail:")) {
                name(names, MAIL, name.substring(5).getBytes(StandardCharsets.US_ASCII));
            }
        }
        if (names.isReadable()) {
            // The builder's own methods refuse an asterisk.
            ByteBuf all = Unpooled.buffer().writeByte(0x30).writeByte(names.readableBytes()).writeBytes(names);
            builder.addExtensionOctetString("2.5.29.17", false, ByteBufUtil.getBytes(all));
        }
        return builder.buildSelfSigned().getCertificate();
    }

    private static void name(ByteBuf to, int tag, byte[] content) {
        to.writeByte(tag).writeByte(content.length).writeBytes(content);
    }

    /** The cases of PostgreSQL's src/test/ssl/t/001_ssltests.pl, and more of their kind. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # subject                    | alternatives                    | host                     | matches
            CN=common-name.pg-ssltest.test | -                             | common-name.pg-ssltest.test | true
            CN=common-name.pg-ssltest.test | -                             | COMMON-NAME.pg-ssltest.test | true
            CN=common-name.pg-ssltest.test | -                             | wronghost.test           | false
            CN=*.wildcard.test           | -                               | foo.wildcard.test        | true
            CN=*.wildcard.test           | -                               | deep.foo.wildcard.test   | false
            CN=*.wildcard.test           | -                               | wildcard.test            | false
            CN=*.wildcard.test           | -                               | .wildcard.test           | false
            CN=*                         | -                               | localhost                | false
            CN=*.                        | -                               | x.                       | false
            CN=f*.wildcard.test          | -                               | foo.wildcard.test        | false
            CN=cn.test                   | dns:dns1.test dns:dns2.test     | dns1.test                | true
            CN=cn.test                   | dns:dns1.test dns:dns2.test     | dns2.test                | true
            CN=cn.test                   | dns:*.alt.test                  | foo.alt.test             | true
            CN=cn.test                   | dns:*.alt.test                  | deep.foo.alt.test        | false
            CN=cn.test                   | dns:dns1.test                   | cn.test                  | false
            CN=cn.test                   | mail:a@cn.test                  | cn.test                  | true
            CN=cn.test                   | ip:192.0.2.1                    | cn.test                  | true
            CN=cn.test                   | ip:192.0.2.1                    | 192.0.2.1                | true
            CN=cn.test                   | ip:192.0.2.1                    | 192.0.2.2                | false
            CN=cn.test                   | ip:2001:db8::1                  | 2001:0db8:0:0:0:0:0:1    | true
            CN=192.0.2.1                 | -                               | 192.0.2.1                | true
            CN=192.0.2.1                 | ip:192.0.2.2                    | 192.0.2.1                | false
            CN=192.0.2.1                 | dns:cn.test                     | 192.0.2.1                | true
            CN=cn.test                   | dns:192.0.2.1                   | 192.0.2.1                | true
            CN=cn.test                   | dns:*.0.2.1                     | 192.0.2.1                | false
            O=nobody                     | -                               | nobody                   | false
            """)
    void matches(String subject, String alternatives, String host, boolean matches) throws Exception {
        assertThat(PeerName.matches(certificate(subject, alternatives), host)).isEqualTo(matches);
    }

    @Test
    @DisplayName("The common name is the first of the certificate, without what X.500 writes around it")
    void commonName() throws Exception {
        assertThat(PeerName.commonName(certificate("CN=al\\,ice\\+1, OU=x", "-"))).contains("al,ice+1");
        assertThat(PeerName.commonName(certificate("OU=x", "-"))).isEqualTo(Optional.empty());
    }
}
