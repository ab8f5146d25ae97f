package io.microexp.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WebCameraTest {
    private static final Portrait PORTRAIT = new Portrait();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    /** The latency budget may put off the second detection this long. */
    private static final int LATER = 500;

    private static WebCamera camera;

    @BeforeAll
    static void start() throws IOException {
        camera = WebCamera.start(0);
    }

    @AfterAll
    static void stop() {
        camera.close();
    }

    @Test
    @DisplayName("The page is served")
    void page() throws Exception {
        HttpResponse<String> page = send(request("/").GET());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("getUserMedia").contains("/frame");
    }

    @Test
    @DisplayName("The portrait, posted twice, is one happy person with number 1")
    void portrait() throws Exception {
        assertThat(post("first", 0).body()).contains("\"faces\":[]");
        String json = post("first", LATER).body();
        assertThat(json).contains("\"id\":1,\"label\":\"happiness\",\"sighting\":\"detected\"");
        assertThat(json).containsPattern("\"smoothed\":\\{.*\"happiness\":0\\.[5-9]");
        assertThat(json.split("\"id\"")).hasSize(2);
    }

    @Test
    @DisplayName("Each page has its own clock and its own people")
    void pages() throws Exception {
        post("second", 5000);
        post("second", 5000 + LATER);
        post("third", 0);
        assertThat(post("third", LATER).body()).contains("\"id\":1,");
    }

    @Test
    @DisplayName("A wrong frame gets an error that names what is wrong, and the page goes on")
    void wrongFrames() throws Exception {
        post("fourth", 100);
        HttpResponse<String> backwards = post("fourth", 50);
        assertThat(backwards.statusCode()).isEqualTo(400);
        assertThat(backwards.body()).contains("\"error\":").contains("backwards");
        HttpResponse<String> huge =
                send(request("/frame?width=9999999&height=1&millis=0").POST(BodyPublishers.noBody()));
        assertThat(huge.body()).contains("Expected width in 1..4096");
        HttpResponse<String> tooShort =
                send(request("/frame?width=64&height=64&millis=0").POST(BodyPublishers.ofByteArray(new byte[5])));
        assertThat(tooShort.statusCode()).isEqualTo(400);
        assertThat(tooShort.body()).contains("found 5");
        assertThat(post("fourth", 100 + LATER).body()).contains("\"id\":1,");
    }

    @Test
    @DisplayName("Pages of other sites are refused")
    void otherSites() throws Exception {
        assertThat(send(request("/").header("Origin", "http://example.org").GET())
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(request("/elsewhere").GET()).statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> post(String page, int millis) throws Exception {
        String query = "/frame?page=" + page + "&width=" + PORTRAIT.width() + "&height=" + PORTRAIT.height()
                + "&millis=" + millis;
        return send(request(query).POST(BodyPublishers.ofByteArray(PORTRAIT.rgba())));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + camera.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
