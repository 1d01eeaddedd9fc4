package io.github.metis8d.io.hub;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a server asks to be left alone. It says so in {@code Retry-After} (RFC 9110), as seconds or a date, or, as the
 * hub does, in {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers), e.g. {@code "resolvers";r=0;t=45}: of that
 * quota 0 requests remain for 45 s.
 */
final class RetryAdvice {
    /** One quota: its name in quotes, then parameters. */
    private static final Pattern QUOTA = Pattern.compile("\"[^\"]*\"([^\",]*)");

    private static final Pattern REMAINING = Pattern.compile(";\\s*r\\s*=\\s*([0-9]{1,9})(?![0-9])");
    private static final Pattern SECONDS = Pattern.compile(";\\s*t\\s*=\\s*([0-9]{1,9})(?![0-9])");

    private RetryAdvice() {}

    /** {@return the longest pause that the headers ask for; zero if they ask for none} */
    static Duration of(HttpHeaders headers) {
        List<Duration> pauses = new ArrayList<>();
        headers.allValues("RateLimit").forEach(value -> pauses.addAll(usedUp(value)));
        headers.firstValue("Retry-After")
                .flatMap(value -> retryAfter(value.strip(), headers.firstValue("Date")))
                .ifPresent(pauses::add);
        return pauses.stream()
                .filter(pause -> !pause.isNegative())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static List<Duration> usedUp(String value) {
        List<Duration> pauses = new ArrayList<>();
        Matcher quota = QUOTA.matcher(value);
        while (quota.find()) {
            Matcher remaining = REMAINING.matcher(quota.group(1));
            Matcher seconds = SECONDS.matcher(quota.group(1));
            if (remaining.find() && Long.parseLong(remaining.group(1)) == 0 && seconds.find()) {
                pauses.add(Duration.ofSeconds(Long.parseLong(seconds.group(1))));
            }
        }
        return pauses;
    }

    /** A date is held against the server's own clock, where the server shows it. */
    private static Optional<Duration> retryAfter(String text, Optional<String> date) {
        return text.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : instant(text)
                        .map(then -> Duration.between(
                                date.flatMap(RetryAdvice::instant).orElseGet(Instant::now), then));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
