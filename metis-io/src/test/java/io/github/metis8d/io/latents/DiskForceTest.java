package io.github.metis8d.io.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DiskForceTest {
    @Test
    void allThatWasBegunIsDoneWhenItWasAwaited() throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (DiskForce force = new DiskForce()) {
            for (int round = 1; round <= 3; round++) {
                for (int i = 0; i < 500; i++) {
                    force.begin(done::incrementAndGet);
                }
                force.await();
                assertThat(done).hasValue(round * 500);
            }
        }
    }

    @Test
    void oneDoesNotWaitForAnother() throws IOException {
        CountDownLatch together = new CountDownLatch(4);
        try (DiskForce force = new DiskForce()) {
            for (int i = 0; i < 4; i++) {
                force.begin(() -> {
                    together.countDown();
                    try {
                        together.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
            }
            force.await();
        }
        assertThat(together.getCount()).isZero();
    }

    @Test
    void whatFailedIsToldOnceAtTheLatestWhenItIsAwaited() throws IOException {
        try (DiskForce force = new DiskForce()) {
            force.begin(() -> {
                throw new IOException("no space left on device");
            });
            assertThatThrownBy(force::await).isInstanceOf(IOException.class).hasMessage("no space left on device");
            assertThatCode(force::await).doesNotThrowAnyException();
        }
    }

    @Test
    void whoIsInterruptedWaitsAllTheSame() throws IOException {
        AtomicInteger done = new AtomicInteger();
        try (DiskForce force = new DiskForce()) {
            force.begin(() -> {
                Thread.onSpinWait();
                done.incrementAndGet();
            });
            Thread.currentThread().interrupt();
            force.await();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(1);
    }
}
