package io.howdah.console.otlp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The attributes that identify this process, under the names of OpenTelemetry's conventions. */
final class OtlpResource {

    /** service.instance.id of this process. */
    private static final String INSTANCE = UUID.randomUUID().toString();

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private OtlpResource() {}

    /** @param version of Howdah */
    static Map<String, Object> of(String version) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("service.name", "howdah");
        attributes.put("service.version", version);
        attributes.put("service.instance.id", INSTANCE);
        hostName().ifPresent(name -> attributes.put("host.name", name));
        attributes.put("process.pid", ProcessHandle.current().pid());
        return attributes;
    }

    /** The kernel's name for the host; a DNS lookup could take long. */
    private static Optional<String> hostName() {
        try {
            return Optional.of(Files.readString(HOST_NAME).strip()).filter(name -> !name.isEmpty());
        } catch (IOException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME")).filter(name -> !name.isBlank());
        }
    }
}
