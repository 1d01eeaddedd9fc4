package io.github.metis8d.cli.prove.process;

import io.github.metis8d.torch.runtime.CudaFolders;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to start another JVM like this one.
 *
 * @param java the launcher
 * @param options of the JVM, the module path among them
 * @param classPath the class path, or empty
 * @param module the module of the main class, or empty where that is on the class path
 */
record JavaCommand(Path java, List<String> options, String classPath, String module) {
    /** Where the variables that the launcher reads are set, their options are among this process's own. */
    static final List<String> VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String MAIN_MODULE = "-Djdk.module.main";

    /** Of which there can be one a machine or port. */
    private static final List<String> DEBUGGER = List.of("-agentlib:jdwp", "-Xrunjdwp", "-Xdebug");

    /** The command of this process: the same runtime, class and module path, and options. */
    static JavaCommand ofThisProcess() {
        return new JavaCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Stream.concat(
                                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                                        .filter(option -> !option.startsWith(MAIN_MODULE)
                                                && DEBUGGER.stream().noneMatch(option::startsWith)),
                                cudaLibraries())
                        .toList(),
                System.getProperty("java.class.path", ""),
                System.getProperty("jdk.module.main", "").isEmpty()
                        ? ""
                        : String.valueOf(JavaCommand.class.getModule().getName()));
    }

    /** What --cuda-libraries has set. */
    private static Stream<String> cudaLibraries() {
        return Stream.ofNullable(System.getProperty(CudaFolders.PROPERTY))
                .map(folders -> "-D" + CudaFolders.PROPERTY + "=" + folders);
    }

    /** The command line that runs a main class. */
    List<String> line(Class<?> main, List<String> more, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(java.toString());
        line.addAll(options);
        line.addAll(more);
        if (!classPath.isEmpty()) {
            line.addAll(List.of("-cp", classPath));
        }
        if (module.isEmpty()) {
            line.add(main.getName());
        } else {
            line.addAll(List.of("-m", module + "/" + main.getName()));
        }
        return Stream.concat(line.stream(), arguments.stream()).toList();
    }
}
