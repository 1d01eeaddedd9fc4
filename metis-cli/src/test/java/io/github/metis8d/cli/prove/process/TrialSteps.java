package io.github.metis8d.cli.prove.process;

import java.lang.reflect.Field;
import java.util.concurrent.CountDownLatch;

/** Steps that end in every way that there is. */
final class TrialSteps {
    private TrialSteps() {}

    /** What each finds before it ends. */
    private static void find(StepContext context) {
        context.log().found(Finding.of("device", context.device()).with("number", 1.5));
    }

    static final class Good implements Step {
        @Override
        public void run(StepContext context) {
            find(context);
            context.log().note("the scale is " + context.scale());
            context.log().note("the scale is " + context.scale());
            context.log().note("the property is " + System.getProperty("trial.property"));
            context.log().note("the variable is " + System.getenv("TRIAL_VARIABLE"));
            System.getLogger("io.github.metis8d.cli.Trial").log(System.Logger.Level.WARNING, "careful with {0}", "it");
            System.getLogger("io.github.metis8d.cli.Trial").log(System.Logger.Level.INFO, "nothing");
        }
    }

    static final class Wrong implements Step {
        @Override
        public void run(StepContext context) {
            find(context);
            context.log().problem("it is wrong");
            context.log().problem("it is very wrong");
        }
    }

    static final class Throwing implements Step {
        @Override
        public void run(StepContext context) {
            find(context);
            throw new IllegalArgumentException("there is no such thing");
        }
    }

    static final class Halting implements Step {
        @Override
        public void run(StepContext context) {
            find(context);
            System.out.println("the last words");
            Runtime.getRuntime().halt(7);
        }
    }

    /** Ends its process with the exit code of success, as native code may. */
    static final class Exiting implements Step {
        @Override
        public void run(StepContext context) {
            find(context);
            System.exit(0);
        }
    }

    /** Writes where no memory is, as a bug in native code does. */
    static final class Crashing implements Step {
        @Override
        public void run(StepContext context) throws Exception {
            find(context);
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        }
    }

    static final class Hanging implements Step {
        @Override
        public void run(StepContext context) throws InterruptedException {
            find(context);
            new CountDownLatch(1).await();
        }
    }
}
