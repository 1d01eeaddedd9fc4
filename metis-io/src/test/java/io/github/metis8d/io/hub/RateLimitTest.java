package io.github.metis8d.io.hub;

import static io.github.metis8d.io.hub.PublishedModel.SOURCE;
import static io.github.metis8d.io.hub.PublishedModel.W2V_BERT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.ModelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that has had enough for now. */
class RateLimitTest {
    private final FakeHub hub = new FakeHub();
    private final PublishedModel model = new PublishedModel(hub);

    @TempDir
    private Path home;

    @AfterEach
    void closeHub() {
        hub.close();
    }

    private void limit(String... headers) {
        hub.failNext(W2V_BERT, "config.json", Faults.status(429, headers));
    }

    private void fetch(String... environment) {
        Map<String, String> variables = environment.length == 0 ? Map.of() : Map.of(environment[0], environment[1]);
        assertThat(model.resolver(home, variables).resolve(SOURCE).w2vBert().resolve("config.json"))
                .hasBinaryContent(PublishedModel.CONFIG);
    }

    @Test
    void theHubsOwnHeaderIsWaitedForAsItSays() {
        model.drawn = 0;
        limit("RateLimit", "\"resolvers\";r=0;t=45", "RateLimit-Policy", "\"fixed window\";\"resolvers\";q=3000;w=300");

        fetch();

        assertThat(model.pauses).containsExactly(Duration.ofSeconds(45));
        assertThat(model.told)
                .contains("waiting 45 s: 127.0.0.1 answered 429 (too many requests; with a token, HF_TOKEN, it allows"
                        + " more)");
    }

    @Test
    void whoSentATokenIsNotToldToSetOne() {
        limit("Retry-After", "3");

        fetch("HF_TOKEN", "hf_secret");

        assertThat(model.told).contains("waiting 3 s: 127.0.0.1 answered 429 (too many requests)");
    }

    @Test
    void aLongWaitIsKeptToo() {
        model.drawn = 0;
        limit("Retry-After", "400");

        fetch();

        assertThat(model.pauses).containsExactly(Duration.ofSeconds(400));
    }

    @Test
    void aWaitThatAPersonShouldDecideOnIsToldAndNotKept() {
        limit("RateLimit", "\"resolvers\";r=0;t=901");

        assertThatThrownBy(this::fetch)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("127.0.0.1 answered 429 (too many requests")
                .hasMessageContaining("for 16 min, longer than is waited here (15 min)")
                .hasMessageNotContaining("also when tried again");
        assertThat(model.pauses).isEmpty();
        fetch();
    }

    /** However chance falls, nobody comes back early, and two who were refused at once do not come back at once. */
    @Test
    void pausesAreSpread() {
        for (double drawn : new double[] {0, 0.25, 0.999}) {
            model.drawn = drawn;
            for (int i = 0; i < 3; i++) {
                limit("Retry-After", i == 2 ? "40" : "0");
            }
            fetch("HF_HOME", home.resolve("drawn" + drawn).toString());
        }

        assertThat(model.pauses)
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofMillis(1000),
                        Duration.ofMillis(40_000),
                        Duration.ofMillis(750),
                        Duration.ofMillis(1500),
                        Duration.ofMillis(41_500),
                        Duration.ofMillis(1499),
                        Duration.ofMillis(2998),
                        Duration.ofMillis(45_994));
    }

    @Test
    void aServerThatNeverStopsRefusingIsGivenUpOn() {
        for (int i = 0; i < 6; i++) {
            limit("RateLimit", "\"resolvers\";r=0;t=300");
        }

        assertThatThrownBy(this::fetch).isInstanceOf(ModelException.class).hasMessageContaining("429");
        assertThat(model.pauses).hasSize(5);
        fetch();
    }
}
