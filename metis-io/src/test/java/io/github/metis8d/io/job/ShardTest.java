package io.github.metis8d.io.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @Test
    void everyFileIsInOneShardAndTheyAreAboutEqual() {
        int[] sizes = new int[7];
        for (int file = 0; file < 7000; file++) {
            String key = "part_003/" + file + ".wav";
            int[] in = IntStream.rangeClosed(1, 7)
                    .filter(index -> new Shard(index, 7).holds(key))
                    .toArray();
            assertThat(in).hasSize(1);
            sizes[in[0] - 1]++;
        }
        assertThat(IntStream.of(sizes)).allMatch(size -> size > 850 && size < 1150);
    }

    @Test
    void aFileStaysInItsShard() {
        // CRC-32 of "123456789" is 0xcbf43926, which is 3421780262.
        assertThat(new Shard(3, 10).holds("123456789")).isTrue();
        assertThat(Shard.parse("3/10")).isEqualTo(new Shard(3, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/3", "4/3", "1", "1/0", "-1/2", "a/b", "1/2/3", ""})
    void whatIsNoShardIsRefused(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("I/N");
    }
}
