package io.github.metis8d.io.files;

import java.util.Comparator;

/**
 * The order of the files in outputs and lists: by code points, as Python sorts strings and as UTF-8 sorts by bytes. {@link
 * String#compareTo} goes by UTF-16 units, which puts an emoji before the last eight thousand characters of the first
 * plane.
 */
public final class KeyOrder implements Comparator<String> {
    /** The order. */
    public static final KeyOrder BY_CODE_POINT = new KeyOrder();

    private KeyOrder() {}

    @Override
    public int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                int start = startOfCodePoint(a, b, i);
                return Integer.compare(a.codePointAt(start), b.codePointAt(start));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Where the code points start that differ at a unit, all before which are the same. */
    private static int startOfCodePoint(String a, String b, int i) {
        boolean inPair = i > 0
                && Character.isHighSurrogate(a.charAt(i - 1))
                && (Character.isLowSurrogate(a.charAt(i)) || Character.isLowSurrogate(b.charAt(i)));
        return inPair ? i - 1 : i;
    }
}
