import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * Compiles the module that has the JVM resolve the modules of a platform's native libraries: it requires them, and provides
 * a service that metis-core uses. Stubs stand for those modules, since the build of one platform does not fetch the others'.
 */
final class NativesModule {
    /** @param args the module's name, folders for classes, sources and metis-core's classes, and the modules it requires */
    public static void main(String[] args) throws IOException {
        String name = args[0];
        Path classes = Path.of(args[1]);
        Path sources = Path.of(args[2]);
        List<String> required = List.of(args[4].trim().split("\\s+"));
        Files.createDirectories(classes);

        List<String> options = new ArrayList<>(List.of("--release", "17", "-Xlint:all,-module", "-Werror"));
        options.addAll(List.of("--module-path", args[3], "--module-source-path", sources.toString()));
        options.addAll(List.of("-d", sources.resolve("compiled").toString()));
        for (String module : required) {
            options.add(write(sources.resolve(module), "module-info.java", "module " + module + " {}"));
        }
        String requires = required.stream().map(m -> "    requires " + m + ";\n").collect(Collectors.joining());
        options.add(write(sources.resolve(name), "module-info.java", """
                module %1$s {
                    requires io.github.metis8d;
                %2$s
                    provides io.github.metis8d.spi.NativeLibraries with %1$s.Natives;
                }
                """.formatted(name, requires)));
        options.add(write(sources.resolve(name).resolve(name.replace('.', '/')), "Natives.java", """
                package %s;

                /** Is asked for nothing. */
                public final class Natives implements io.github.metis8d.spi.NativeLibraries {
                    /** Is never made. */
                    public Natives() {}
                }
                """.formatted(name)));
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)) != 0) {
            System.exit(1);
        }
        Path compiled = sources.resolve("compiled").resolve(name);
        for (Path file : List.of(Path.of("module-info.class"), Path.of(name.replace('.', '/'), "Natives.class"))) {
            Files.createDirectories(classes.resolve(file).getParent());
            Files.deleteIfExists(classes.resolve(file));
            Files.copy(compiled.resolve(file), classes.resolve(file));
        }
    }

    private static String write(Path folder, String file, String text) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve(file), text).toString();
    }
}
