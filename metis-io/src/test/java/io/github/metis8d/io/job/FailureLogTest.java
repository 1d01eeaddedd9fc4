package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metis8d.MetisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("oldest-jackson")
class FailureLogTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("out.json.failures.json");
    }

    @Test
    void theFileIsWholeAfterEveryFailure() throws IOException {
        FailureLog log = new FailureLog(file());
        log.failed(new Failure("a \"quoted\".wav", "empty", "a is empty"));
        assertThat(file())
                .hasContent("{\n  \"a \\\"quoted\\\".wav\": {\"kind\": \"empty\", \"reason\": \"a is empty\"}\n}\n");
        log.failed(new Failure("b.wav", "missing", "there is no b"));
        assertThat(file())
                .content()
                .endsWith("},\n  \"b.wav\": {\"kind\": \"missing\", \"reason\": \"there is no b\"}\n}\n");
        assertThat(new FailureLog(file()).keys()).containsExactlyInAnyOrder("a \"quoted\".wav", "b.wav");
    }

    @Test
    void aFileThatIsEncodedInTheEndLeavesTheList() throws IOException {
        FailureLog before = new FailureLog(file());
        before.failed(new Failure("a.wav", "empty", "x"));
        before.failed(new Failure("b.wav", "empty", "x"));
        FailureLog log = new FailureLog(file());
        log.encoded("a.wav");
        log.flush();
        assertThat(new FailureLog(file()).keys()).containsExactly("b.wav");
        log.encoded("b.wav");
        log.flush();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aFailureThatComesAgainIsListedOnce() throws IOException {
        new FailureLog(file()).failed(new Failure("a.wav", "empty", "x"));
        new FailureLog(file()).failed(new Failure("a.wav", "empty", "x"));
        FailureLog log = new FailureLog(file());
        log.failed(new Failure("a.wav", "missing", "y"));
        log.flush();
        assertThat(file()).content().containsOnlyOnce("a.wav");
    }

    @Test
    void aListCutOffWhileItWasWrittenKeepsWhatIsWhole() throws IOException {
        FailureLog before = new FailureLog(file());
        before.failed(new Failure("a.wav", "empty", "x"));
        before.failed(new Failure("b.wav", "empty", "x"));
        String text = Files.readString(file());
        Files.writeString(file(), text.substring(0, text.indexOf("b.wav") + 3));
        FailureLog log = new FailureLog(file());
        assertThat(log.keys()).containsExactly("a.wav");
        log.failed(new Failure("c.wav", "empty", "x"));
        assertThat(new FailureLog(file()).keys()).containsExactlyInAnyOrder("a.wav", "c.wav");
    }

    @Test
    void inTheEndItIsSortedByCodePointsWhateverRunsAddedToIt() throws IOException {
        FailureLog log = new FailureLog(file());
        for (String key : List.of("\uD83D\uDE00.wav", "\uFF5E.wav", "a.wav")) {
            log.failed(new Failure(key, "empty", "x"));
        }
        log.finish();
        String text = Files.readString(file());
        assertThat(text.indexOf("a.wav")).isLessThan(text.indexOf("\uFF5E.wav"));
        assertThat(text.indexOf("\uFF5E.wav")).isLessThan(text.indexOf("\uD83D\uDE00.wav"));
    }

    @Test
    void whoLooksAtAnOutputReadsItInItsOrder() throws IOException {
        FailureLog log = new FailureLog(file());
        log.failed(new Failure("b.wav", "empty", "x"));
        log.failed(new Failure("a.wav", "missing", "y"));
        assertThat(FailureLog.read(file()))
                .containsExactly(new Failure("b.wav", "empty", "x"), new Failure("a.wav", "missing", "y"));
        assertThat(FailureLog.read(folder.resolve("none"))).isEmpty();
        assertThatThrownBy(() -> FailureLog.read(folder))
                .isInstanceOf(MetisException.class)
                .hasMessageStartingWith(folder + " cannot be read: ");
    }

    @Test
    void anOutputThatIsNotFinishedHasTheListOfItsName() throws IOException {
        assertThat(FailureLog.ofAny(folder.resolve("out.json"))).isEqualTo(file());
        assertThat(FailureLog.ofAny(folder.resolve("out.json.partial"))).isEqualTo(file());
        // One whose own name ends so.
        Path own = Files.createFile(folder.resolve("out.json.partial.failures.json"));
        assertThat(FailureLog.ofAny(folder.resolve("out.json.partial"))).isEqualTo(own);
    }
}
