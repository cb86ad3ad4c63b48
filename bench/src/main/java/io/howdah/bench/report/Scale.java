package io.howdah.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A vertical axis with round numbers at its ends. */
sealed interface Scale {

    /** Beyond this ratio of the largest to the smallest value, the small ones would lie on the floor of a linear axis. */
    double LINEAR_LIMIT = 20;

    /** From 0 up, or where the values lie far apart, logarithmic; without any value above 0, from 0 to 1. */
    static Scale of(List<Double> values) {
        List<Double> shown = values.stream().filter(Double::isFinite).sorted().toList();
        double smallest = shown.isEmpty() ? 0 : shown.get(0);
        double largest = shown.isEmpty() ? 0 : shown.get(shown.size() - 1);
        return smallest > 0 && largest / smallest > LINEAR_LIMIT ? Logarithmic.over(smallest, largest) : fromZero(values);
    }

    /** From 0 up, however far the values lie apart. */
    static Scale fromZero(List<Double> values) {
        return Linear.upTo(values.stream().filter(value -> Double.isFinite(value) && value > 0).max(Double::compare).orElse(1.0));
    }

    /** Where a value lies: 0 at the bottom, 1 at the top. */
    double height(double value);

    /** The numbers to be written at the axis. */
    List<Double> ticks();

    String text(double tick);

    /**
     * From 0 to a round number.
     *
     * @param step from tick to tick: 1, 2 or 5 times a power of ten
     * @param top the last tick, at or above the largest value
     */
    record Linear(double step, double top) implements Scale {

        private static final int TICKS = 5;

        static Linear upTo(double largest) {
            double rough = largest / TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double step = power * 10;
            for (int digit : new int[] {5, 2, 1}) {
                if (digit * power >= rough * (1 - 1e-9)) {
                    step = digit * power;
                }
            }
            return new Linear(step, Math.ceil(largest / step * (1 - 1e-9)) * step);
        }

        @Override
        public double height(double value) {
            return Math.max(0, value) / top;
        }

        @Override
        public List<Double> ticks() {
            List<Double> ticks = new ArrayList<>();
            for (int i = 0; i * step <= top * (1 + 1e-9); i++) {
                ticks.add(i * step);
            }
            return ticks;
        }

        /** With as many decimals as the step has, thousands as k. */
        @Override
        public String text(double tick) {
            if (step >= 1000) {
                return tick == 0 ? "0" : String.format(Locale.ROOT, "%,.0fk", tick / 1000);
            }
            int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
            return String.format(Locale.ROOT, "%." + decimals + "f", tick);
        }
    }

    /**
     * Between two of 1, 2 and 5 times powers of ten.
     *
     * @param bottom at or below the smallest value
     * @param top at or above the largest
     */
    record Logarithmic(double bottom, double top) implements Scale {

        private static final int MOST_TICKS = 8;

        static Logarithmic over(double smallest, double largest) {
            int power = (int) Math.floor(Math.log10(smallest) + 1e-9);
            double bottom = round(power, smallest, false);
            return new Logarithmic(bottom, round((int) Math.floor(Math.log10(largest) + 1e-9), largest, true));
        }

        private static double round(int power, double value, boolean up) {
            double unit = Math.pow(10, power);
            double found = up ? 10 * unit : unit;
            for (int digit : up ? new int[] {5, 2, 1} : new int[] {2, 5}) {
                if (up ? digit * unit >= value * (1 - 1e-9) : digit * unit <= value * (1 + 1e-9)) {
                    found = digit * unit;
                }
            }
            return found;
        }

        @Override
        public double height(double value) {
            return Math.max(0, Math.log(value / bottom) / Math.log(top / bottom));
        }

        @Override
        public List<Double> ticks() {
            List<Double> all = ticks(new int[] {1, 2, 5});
            return all.size() <= MOST_TICKS ? all : ticks(new int[] {1});
        }

        private List<Double> ticks(int[] digits) {
            List<Double> ticks = new ArrayList<>();
            for (int power = (int) Math.floor(Math.log10(bottom)); Math.pow(10, power) <= top * (1 + 1e-9); power++) {
                for (int digit : digits) {
                    double tick = digit * Math.pow(10, power);
                    if (tick >= bottom * (1 - 1e-9) && tick <= top * (1 + 1e-9)) {
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }

        @Override
        public String text(double tick) {
            int power = (int) Math.floor(Math.log10(tick) + 1e-9);
            return power >= 0 ? String.format(Locale.ROOT, "%,.0f", tick) : String.format(Locale.ROOT, "%." + -power + "f", tick);
        }
    }
}
