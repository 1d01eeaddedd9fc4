/** The {@code metis} command. */
@SuppressWarnings("requires-automatic") // Of libraries that have no module of their own.
module io.github.metis8d.cli {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires ejml.core;
    requires ejml.ddense;
    requires info.picocli;
    requires io.github.metis8d;
    requires io.github.metis8d.io;
    requires io.github.metis8d.torch;
    requires static java.desktop;
    requires java.logging;
    requires java.management;
    requires me.tongfei.progressbar;
    requires static org.jfree.jfreechart;
    requires org.jline.nativ;

    opens io.github.metis8d.cli to
            info.picocli;
    opens io.github.metis8d.cli.prove to
            com.fasterxml.jackson.databind;
    opens io.github.metis8d.cli.prove.process to
            com.fasterxml.jackson.databind;
}
