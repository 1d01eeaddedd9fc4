package io.github.metis8d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Folders of audio in which something is wrong, and what a person then types. */
class TroubledJobTest extends FourFileTree {
    private String failures() throws IOException {
        return Files.readString(temp.resolve("out.failures.json"));
    }

    @Test
    void soManyFailuresInARowStopTheJobWhichGoesOnWhenTheyMayBe() throws IOException {
        spoil("b.wav", "c.wav");
        CommandRun run = extract("--max-failures-in-a-row=2", "--batch-size=1");
        assertThat(run.code()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(run.err())
                .contains("2 files in a row failed")
                .contains("What was done is in " + temp.resolve("out.partial"))
                .contains("give the same command again")
                .contains("add --max-failures-in-a-row=200");
        assertThat(temp.resolve("out.partial")).content().contains("a.wav").doesNotContain("d.wav");
        assertThat(failures()).contains("b.wav").contains("c.wav");
        assertThat(temp.resolve("out")).doesNotExist();

        extract(Metis.SOME_FAILED, "--max-failures-in-a-row=3", "--batch-size=1");
        assertThat(keys("out")).containsExactly("a.wav", "d.wav");
    }

    @Test
    void whatAFinishedOutputLacksIsAppendedWhenThatIsAskedFor() throws IOException {
        extract(Metis.OK);
        String before = Files.readString(temp.resolve("out"));
        put("aa/new.wav");
        CommandRun unasked = extract();
        assertThat(unasked.code()).isEqualTo(Metis.COULD_NOT_RUN);
        assertThat(unasked.err()).contains("out is finished").contains("--append");

        CommandRun run = extract("--append");
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.OK);
        assertThat(run.err())
                .contains("4 files are in the output already; 1 to go")
                .contains("1 files encoded");
        assertThat(keys("out")).containsExactly("a.wav", "b.wav", "c.wav", "d.wav", "aa/new.wav");
        assertThat(Files.readString(temp.resolve("out"))).startsWith(before.substring(0, before.lastIndexOf("\n}")));
    }

    @Test
    void aFileThatFailedIsRetriedAlone() throws IOException {
        spoil("b.wav", "c.wav");
        extract(Metis.SOME_FAILED);
        put("b.wav");
        put("e.wav");
        CommandRun run = extract("--retry-failed");
        assertThat(run.code()).as(run.err()).isEqualTo(Metis.SOME_FAILED);
        assertThat(run.err()).contains("1 files encoded, 1 failed");
        assertThat(keys("out")).containsExactly("a.wav", "d.wav", "b.wav");
        assertThat(failures()).contains("c.wav").doesNotContain("b.wav");
    }

    @Test
    void longerAudioThanIsAskedForIsListed() throws IOException {
        Files.write(audio.resolve("b.wav"), Wave.noise(random, 16_000 * 61));
        extract(Metis.SOME_FAILED, "--max-minutes=1");
        assertThat(keys("out")).containsExactly("a.wav", "c.wav", "d.wav");
        assertThat(failures()).contains("too-long").contains("longer than 1 minutes");
        assertThat(extract("--max-minutes=0").code()).isEqualTo(2);
    }

    @Test
    void aFolderThatCannotBeReadIsToldAndTheRestIsDone() throws IOException {
        put("shut/e.wav");
        Path shut = audio.resolve("shut");
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("---------"));
        try {
            assumeThat(Files.isReadable(shut))
                    .as("permissions bind this user, as they do not root")
                    .isFalse();
            CommandRun run = extract();
            assertThat(run.code()).isEqualTo(Metis.SOME_FAILED);
            assertThat(run.err()).contains("the folder " + shut + " cannot be read: permission denied");
            assertThat(keys("out")).containsExactly("a.wav", "b.wav", "c.wav", "d.wav");
        } finally {
            Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFileThatCannotBeReadIsListed() throws IOException {
        Path shut = audio.resolve("b.wav");
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(shut))
                .as("permissions bind this user, as they do not root")
                .isFalse();
        extract(Metis.SOME_FAILED);
        assertThat(keys("out")).containsExactly("a.wav", "c.wav", "d.wav");
        assertThat(failures()).contains("unreadable").contains("check its permissions");
    }
}
