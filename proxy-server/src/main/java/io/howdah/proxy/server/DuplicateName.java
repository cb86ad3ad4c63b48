package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorFields;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.prepared.ClientStatements;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Parse under a name the client has in use already. It is sent under the name the server knows that statement by, so that the server
 * itself says 42P05 and fails the transaction as it should; only the name in its message must be the client's.
 */
public record DuplicateName(ClientStatements.Registration registration) {

    ErrorResponse inClientsWords(ErrorResponse error) {
        String message = error.message();
        if (message == null) {
            return error;
        }
        Map<Character, String> fields = new LinkedHashMap<>(error.fields().fields());
        fields.put(ErrorFields.MESSAGE, message.replace(
                registration.statement().toString(), new String(registration.name(), StandardCharsets.UTF_8)));
        return new ErrorResponse(new ErrorFields(fields));
    }
}
