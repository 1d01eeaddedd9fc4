package io.github.metis8d.io.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class KeyOrderTest {
    private static int sign(String a, String b) {
        return Integer.signum(KeyOrder.BY_CODE_POINT.compare(a, b));
    }

    @Property
    void itIsTheOrderOfTheCodePointsAsPythonSortsStrings(@ForAll String a, @ForAll String b) {
        int expected = Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        assertThat(sign(a, b)).isEqualTo(Integer.signum(expected));
    }

    @Example
    void whatIsBehindTheFirstPlaneComesAfterIt() {
        // Python: sorted(["\U0001f600", "\uff5e", "a", "ab", "\U0001f601", ""])
        assertThat(Stream.of("\uD83D\uDE00", "\uFF5E", "a", "ab", "\uD83D\uDE01", "")
                        .sorted(KeyOrder.BY_CODE_POINT))
                .containsExactly("", "a", "ab", "\uFF5E", "\uD83D\uDE00", "\uD83D\uDE01");
    }

    @Example
    void halvesOfPairsAreInTheirPlaceToo() {
        // Python: sorted(["\ud83d", "\udc80", "\U0001f600", "\ue000", "\ud83d\ue000"])
        assertThat(Stream.of("\uD83D", "\uDC80", "\uD83D\uDE00", "\uE000", "\uD83D\uE000")
                        .sorted(KeyOrder.BY_CODE_POINT))
                .containsExactly("\uD83D", "\uD83D\uE000", "\uDC80", "\uE000", "\uD83D\uDE00");
    }

    @Property
    void ofWholeCharactersItIsTheOrderOfTheBytesOfUtf8(@ForAll String a, @ForAll String b) {
        if (!JsonStrings.hasLoneSurrogate(a) && !JsonStrings.hasLoneSurrogate(b)) {
            int expected =
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
            assertThat(sign(a, b)).isEqualTo(Integer.signum(expected));
        }
    }
}
