package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's answer brings of a file.
 *
 * @param start the byte of the file that it begins at
 * @param size the bytes of the whole file, if anybody says
 * @param hasContent whether bytes come at all
 */
record Arrival(long start, OptionalLong size, boolean hasContent) {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");
    private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/([0-9]{1,18})");

    /**
     * Reads the headers of an answer.
     *
     * @param what the file
     * @param response the answer to a request for the file from {@code have} on
     * @param have the bytes that are here
     * @throws RangeFailure if it is no answer to that request, but may be had to one for the whole file
     * @throws ModelException if the server does not have what was promised
     * @throws IOException if another attempt may help
     */
    static Arrival of(Download what, HttpResponse<?> response, long have) throws IOException {
        return switch (response.statusCode()) {
            case 200 -> whole(what, response, have);
            case 206 -> part(what, response, have);
            case 416 -> nothing(what, response, have);
            default -> throw refusal(what, response, have);
        };
    }

    /** The server sends all of it, also where it was asked for a part. */
    private static Arrival whole(Download what, HttpResponse<?> response, long have) throws IOException {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (length < 0 || ContentCoding.of(response) != ContentCoding.IDENTITY) {
            return new Arrival(0, what.size(), true);
        }
        if (what.size().isPresent() && what.size().getAsLong() != length) {
            if (have > 0) {
                throw new RangeFailure(host(response) + " sent " + length + " bytes for the rest of " + what.title());
            }
            throw wrongLength(what, Long.toString(length));
        }
        return new Arrival(0, OptionalLong.of(length), true);
    }

    private static Arrival part(Download what, HttpResponse<?> response, long have) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        if (ContentCoding.of(response) != ContentCoding.IDENTITY
                || !range.matches()
                || Long.parseLong(range.group(1)) != have) {
            throw new RangeFailure(host(response) + " sent another part of " + what.title() + " than it was asked for");
        }
        OptionalLong size = range.group(2).equals("*") ? what.size() : OptionalLong.of(Long.parseLong(range.group(2)));
        if (what.size().isPresent() && !size.equals(what.size())) {
            throw new RangeFailure(host(response) + " sent a part of a file of " + size.getAsLong() + " bytes, but "
                    + what.title() + " has " + what.size().getAsLong());
        }
        return new Arrival(have, size, true);
    }

    /** The server has no bytes behind those that are here: right where these are all. */
    private static Arrival nothing(Download what, HttpResponse<?> response, long have) throws IOException {
        Matcher all = UNSATISFIED.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        if (what.size().isEmpty() && all.matches() && Long.parseLong(all.group(1)) == have) {
            return new Arrival(have, OptionalLong.of(have), false);
        }
        throw refusal(what, response, have);
    }

    private static IOException refusal(Download what, HttpResponse<?> response, long have) {
        String answer = host(response) + " answered " + response.statusCode();
        if (have > 0) {
            return new RangeFailure(answer + " to the request for the rest of " + what.title());
        }
        if (!WebAddress.isSameServer(what.uri(), response.uri())) {
            return new IOException(answer + " to the request for " + what.title() + ", to which "
                    + what.uri().getHost() + " had pointed; that address may have run out");
        }
        throw new ModelException(answer + " to the request for the content of " + what.title());
    }

    static ModelException wrongLength(Download what, String found) {
        return new ModelException(what.title() + " has the wrong length: " + found + " bytes come, but "
                + what.size().orElse(0) + " were announced; fetch it again later");
    }

    private static String host(HttpResponse<?> response) {
        return response.uri().getHost();
    }
}
