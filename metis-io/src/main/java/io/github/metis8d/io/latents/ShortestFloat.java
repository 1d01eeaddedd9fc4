package io.github.metis8d.io.latents;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The shortest decimal that reads back as the same float, and of several the closest, written as {@link Float#toString}
 * does since Java 19. Java 17's is at times longer, and Jackson's quick way is there since 2.14 only; this is the plain one.
 */
final class ShortestFloat {
    /** Java writes two digits at least, and chooses among those. */
    private static final int MIN_DIGITS = 2;

    /** So many tell any two floats apart. */
    private static final int MAX_DIGITS = 9;

    private ShortestFloat() {}

    static String text(float finite) {
        if (finite == 0) {
            return Float.toString(finite);
        }
        BigDecimal exact = new BigDecimal(Math.abs(finite));
        String digits = written(shortest(exact, Math.abs(finite)));
        return finite < 0 ? "-" + digits : digits;
    }

    /** From long to short: most floats need eight digits, and what fits with some fits with more. */
    private static BigDecimal shortest(BigDecimal exact, float value) {
        BigDecimal shortest = exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
        for (int digits = MAX_DIGITS - 1; digits >= MIN_DIGITS; digits--) {
            BigDecimal shorter = nearest(exact, value, digits);
            if (shorter == null) {
                return shortest;
            }
            shortest = shorter;
        }
        return shortest;
    }

    /** The decimal of so many digits that reads back as the float and is nearest to it, or null. */
    private static BigDecimal nearest(BigDecimal exact, float value, int digits) {
        BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
        BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
        boolean belowFits = below.floatValue() == value;
        boolean aboveFits = above.floatValue() == value;
        if (belowFits && aboveFits) {
            int nearer = exact.subtract(below).compareTo(above.subtract(exact));
            return nearer < 0 || nearer == 0 && isEven(below) ? below : above;
        }
        return belowFits ? below : aboveFits ? above : null;
    }

    private static boolean isEven(BigDecimal decimal) {
        return !decimal.unscaledValue().testBit(0);
    }

    /** Plain from a thousandth to ten million, else with an exponent; a digit after the point in any case. */
    private static String written(BigDecimal decimal) {
        String digits = decimal.unscaledValue().toString().replaceAll("0+$", "");
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent < -3 || exponent >= 7) {
            return digits.charAt(0) + "." + atLeastZero(digits.substring(1)) + "E" + exponent;
        }
        if (exponent < 0) {
            return "0." + "0".repeat(-exponent - 1) + digits;
        }
        String whole = digits + "0".repeat(Math.max(0, exponent + 1 - digits.length()));
        return whole.substring(0, exponent + 1) + "." + atLeastZero(whole.substring(exponent + 1));
    }

    private static String atLeastZero(String digits) {
        return digits.isEmpty() ? "0" : digits;
    }
}
