package io.github.metis8d.io.hub;

import io.github.metis8d.ModelException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The addresses that servers redirect to, which are not always written as the standard has it. */
final class WebAddress {
    /** What RFC 3986 lets stand in an address. */
    private static final String LEGAL =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%";

    private WebAddress() {}

    /**
     * {@return the address that a redirect leads to}
     *
     * @param from who redirects
     * @param location where to, relative or not; what may not stand in an address is escaped, as browsers do
     * @throws ModelException if it is one that is not followed
     * @throws IOException if it is no address at all
     */
    static URI redirect(URI from, String location) throws IOException {
        URI target;
        try {
            target = from.resolve(escaped(location));
        } catch (IllegalArgumentException e) {
            throw new IOException(from.getHost() + " redirects to what is no address", e);
        }
        boolean http = "http".equalsIgnoreCase(target.getScheme());
        if (!http && !"https".equalsIgnoreCase(target.getScheme())) {
            throw new ModelException(from.getHost() + " redirects to " + target + ", which is no web address");
        }
        if (target.getHost() == null) {
            throw new ModelException(from.getHost() + " redirects to " + target + ": " + noHost(target));
        }
        if (http && "https".equalsIgnoreCase(from.getScheme())) {
            throw new ModelException(from.getHost() + " redirects from https to http (" + target.getHost()
                    + "), which is refused; check HF_ENDPOINT and the proxy");
        }
        return target;
    }

    /** {@return why a web address has no host for {@link URI}, and what to do} */
    static String noHost(URI address) {
        return address.getRawAuthority() != null && address.getRawAuthority().contains("_")
                ? "the JVM's HTTP client reaches no host with \"_\" in its name. Give the host another name (in the"
                        + " name server or /etc/hosts), or write its IP address"
                : "it names no host";
    }

    /** {@return whether both addresses are of one server} */
    static boolean isSameServer(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }

    private static String escaped(String location) {
        StringBuilder text = new StringBuilder();
        int path = afterHost(location);
        // A header is bytes, of which the JDK makes one character each.
        byte[] bytes = location.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            boolean bracket = (c == '[' || c == ']') && i >= path;
            boolean loose = c == '%' && !location.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*");
            if (LEGAL.indexOf(c) < 0 || bracket || loose) {
                text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Where the host ends, in which brackets stand around an IPv6 address. */
    private static int afterHost(String location) {
        int host = location.indexOf("//");
        int end = host < 0 ? -1 : location.indexOf('/', host + 2);
        return host < 0 ? 0 : end < 0 ? location.length() : end;
    }
}
