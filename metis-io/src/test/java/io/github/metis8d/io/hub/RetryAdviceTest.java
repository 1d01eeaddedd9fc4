package io.github.metis8d.io.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAdviceTest {
    private static long seconds(Map<String, List<String>> headers) {
        return RetryAdvice.of(HttpHeaders.of(headers, (name, value) -> true)).toSeconds();
    }

    /** The first three are from huggingface_hub #3553 and the draft. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"api\";r=0;t=55 | 55",
                "\"resolvers\";r=0;t=45 | 45",
                "\"default\";r=50;t=30 | 0",
                "\"resolvers\" ; r = 0 ; t = 45 | 45",
                "\"resolvers\";t=45;r=0 | 45",
                "\"resolvers\";r=0;t=45;pk=:dGVzdA==: | 45",
                "\"api\";r=0;t=7, \"resolvers\";r=0;t=45, \"pages\";r=3;t=200 | 45",
                "\"resolvers\";r=0 | 0",
                "\"r=0;t=9\";r=1;t=2 | 0",
                "limit=100 | 0",
            })
    void aQuotaThatIsUsedUpSaysForHowLong(String value, long seconds) {
        assertThat(seconds(Map.of("RateLimit", List.of(value)))).isEqualTo(seconds);
        assertThat(seconds(Map.of("ratelimit", List.of(value)))).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "17 | 17",
                "Tue, 24 Nov 2026 10:01:30 GMT | 90",
                "Tue, 24 Nov 2026 09:00:00 GMT | 0",
                "soon | 0",
                "-3 | 0",
                "99999999999999 | 0",
            })
    void retryAfterIsSecondsOrADateByTheServersClock(String value, long seconds) {
        assertThat(seconds(Map.of("Retry-After", List.of(value), "Date", List.of("Tue, 24 Nov 2026 10:00:00 GMT"))))
                .isEqualTo(seconds);
    }

    @Test
    void ofBothTheLongerHolds() {
        assertThat(seconds(Map.of("Retry-After", List.of("5"), "RateLimit", List.of("\"api\";r=0;t=55"))))
                .isEqualTo(55);
        assertThat(seconds(Map.of("Retry-After", List.of("60"), "RateLimit", List.of("\"api\";r=0;t=55"))))
                .isEqualTo(60);
        assertThat(seconds(Map.of())).isZero();
    }

    @Test
    void aDateWithoutTheServersClockIsHeldAgainstOurs() {
        assertThat(RetryAdvice.of(HttpHeaders.of(
                        Map.of("Retry-After", List.of("Fri, 31 Dec 9999 00:00:00 GMT")), (name, value) -> true)))
                .isGreaterThan(Duration.ofDays(300_000));
    }
}
