package io.github.metis8d.spark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** How a batch is cut into tasks. */
class BatchProperties {
    @Property
    void hasEveryFileOnceInOrderAndNoTaskWithMoreThanItsShareAndAFile(
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = 1L << 33) Long> sizes,
            @ForAll @IntRange(min = 1, max = 64) int count) {
        List<ListedFile> files = IntStream.range(0, sizes.size())
                .mapToObj(i -> new ListedFile("file-" + i, sizes.get(i)))
                .toList();
        Batch batch = Batch.of(1, files, count);

        List<ListedFile> all = new ArrayList<>();
        batch.tasks().forEach(all::addAll);
        assertThat(all).isEqualTo(files);
        assertThat(batch.files()).isEqualTo(files.size());
        assertThat(batch.tasks()).hasSizeLessThanOrEqualTo(count).noneMatch(List::isEmpty);
        long share = batch.work() / count;
        long largest = files.stream().mapToLong(ListedFile::work).max().orElseThrow();
        for (List<ListedFile> task : batch.tasks()) {
            assertThat(task.stream().mapToLong(ListedFile::work).sum()).isLessThanOrEqualTo(share + largest + 1);
        }
    }
}
