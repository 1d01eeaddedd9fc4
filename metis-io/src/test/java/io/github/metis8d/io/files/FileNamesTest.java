package io.github.metis8d.io.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metis8d.MetisException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {
    @TempDir
    private Path temp;

    @Property(tries = 500)
    void anyBytesAreTextAndBack(@ForAll @Size(max = 12) byte[] name) {
        String text = FileNames.decode(name);
        assertThat(FileNames.encode(text)).isEqualTo(name);
    }

    @Property(tries = 300)
    void textThatHasUtf8IsItself(@ForAll String name) {
        assumeThat(JsonStrings.hasLoneSurrogate(name)).isFalse();
        assertThat(FileNames.decode(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(name);
    }

    /** What Python's {@code os.fsdecode} gives. */
    @Test
    void bytesThatAreNotUtf8AreAsInPython() {
        byte[] cut = {'a', (byte) 0xe2, (byte) 0x82, 'b', (byte) 0xed, (byte) 0xb2, (byte) 0x80, (byte) 0xc3};
        assertThat(FileNames.decode(cut)).isEqualTo("a\udce2\udc82b\udced\udcb2\udc80\udcc3");
    }

    @Test
    void whatIsBelowAFolderIsNamedAsTheFolderIs() {
        for (String folder : List.of("a/b", "a/../b", ".", "/a")) {
            Path below = FileNames.resolve(Path.of(folder), "c/caf\udce9 %41.wav");
            assertThat(below.startsWith(folder)).as(folder).isTrue();
            assertThat(below.isAbsolute()).as(folder).isEqualTo(folder.startsWith("/"));
            assertThat(below.getNameCount())
                    .isEqualTo(Path.of(folder).resolve("c/x").getNameCount());
            assertThat(FileNames.name(below)).isEqualTo("caf\udce9 %41.wav");
        }
        assertThat(FileNames.resolve(Path.of("a"), "../caf\udce9").normalize().startsWith("a"))
                .isFalse();
    }

    @Test
    void halfOfACharacterIsNoName() {
        assertThatThrownBy(() -> FileNames.resolve(temp, "a\ud83d"))
                .isInstanceOf(MetisException.class)
                .hasMessageContaining("is not the name of a file");
    }
}
