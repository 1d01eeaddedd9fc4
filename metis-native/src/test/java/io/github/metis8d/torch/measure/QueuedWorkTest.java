package io.github.metis8d.torch.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class QueuedWorkTest {
    @Test
    void workIsDoneAndNothingIsLeftInTheCallersScope() {
        PointerScope before = PointerScope.getInnerScope();
        try (QueuedWork work = new QueuedWork("cpu", 64)) {
            assertThat(PointerScope.getInnerScope()).isSameAs(before);
            long start = System.nanoTime();
            work.queue(0);
            work.await();
            work.queue(0.001);
            work.await();
            assertThat(System.nanoTime() - start).isPositive();
        }
        assertThat(PointerScope.getInnerScope()).isSameAs(before);
    }
}
