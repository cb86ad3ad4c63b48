package io.howdah.console.live;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by the DevTools protocol. */
final class Browser implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<Map<String, Object>>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    private Browser(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Answers()).join();
    }

    /** The installed browser; empty if there is none. */
    static Optional<Path> installed() {
        List<String> names = List.of("chromium", "chromium-browser", "google-chrome");
        return Stream.of(System.getenv("PATH").split(":")).flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst();
    }

    /** @param profile an empty folder */
    static Browser start(Path program, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--hide-scrollbars", "--remote-debugging-port=0", "--remote-allow-origins=*", "--user-data-dir=" + profile,
                "about:blank")
                .redirectErrorStream(true).redirectOutput(profile.resolve("output").toFile()).start();
        try {
            Path port = profile.resolve("DevToolsActivePort");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
                if (System.nanoTime() - end > 0 || !process.isAlive()) {
                    throw new IOException("no browser: " + Files.readString(profile.resolve("output")));
                }
                Thread.sleep(20);
            }
            String address = "http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list";
            Object pages = JSON.std.anyFrom(URI.create(address).toURL());
            String page = ((List<?>) pages).stream().map(each -> (Map<?, ?>) each).filter(each -> each.get("type").equals("page"))
                    .map(each -> (String) each.get("webSocketDebuggerUrl")).findFirst().orElseThrow();
            return new Browser(process, URI.create(page));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly().waitFor();
            throw e;
        }
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    Map<String, Object> message = JSON.std.mapFrom(text.toString());
                    if (message.get("id") != null) {
                        answers.remove((Integer) message.get("id")).complete(message);
                    }
                } catch (IOException e) {
                    answers.values().forEach(answer -> answer.completeExceptionally(e));
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    Map<?, ?> call(String method, Map<String, Object> parameters) throws Exception {
        int id = next.incrementAndGet();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(JSON.std.asString(Map.of("id", id, "method", method, "params", parameters)), true).join();
        Map<String, Object> message = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message.get("error") != null) {
            throw new IOException(method + ": " + message.get("error"));
        }
        return (Map<?, ?>) message.get("result");
    }

    void open(String address) throws Exception {
        call("Page.navigate", Map.of("url", address));
    }

    /** The value of an expression, as parsed JSON. */
    Object value(String expression) throws Exception {
        Map<?, ?> result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (result.get("exceptionDetails") != null) {
            throw new IOException(expression + ": " + result.get("exceptionDetails"));
        }
        return ((Map<?, ?>) result.get("result")).get("value");
    }

    /** The visible text of an element; empty if it is hidden. */
    String text(String selector) throws Exception {
        return (String) value("(e => e !== null && e.checkVisibility() ? e.innerText : '')(document.querySelector("
                + JSON.std.asString(selector) + "))");
    }

    /** Waits until an expression becomes true. */
    void await(String expression) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Boolean.TRUE.equals(value(expression))) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(expression + " has not come true; the page says:\n" + text("body"));
            }
            Thread.sleep(50);
        }
    }

    void look(boolean dark, int width, int height) throws Exception {
        call("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        call("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void screenshot(Path file) throws Exception {
        Map<?, ?> shot = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
