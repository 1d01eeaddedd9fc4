package io.github.metis8d;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** What other artifacts bring, found through {@link ServiceLoader}. */
final class Services {
    private Services() {}

    /**
     * Looks beside this class first. The context class loader, which may be anybody's, is asked where nothing is there.
     *
     * @param lack begins the message if there is none, e.g. "no backend is"
     * @param artifact brings one
     * @throws IllegalStateException if there is none
     * @throws MetisException if there is one that cannot be used
     */
    static <S> S find(Class<S> type, String lack, String artifact) {
        ClassLoader own = Services.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return find(type, own, artifact)
                .or(() -> find(type, context, artifact))
                .orElseThrow(() -> new IllegalStateException(
                        lack + " on the class or module path; add the artifact io.github.metis8d:" + artifact));
    }

    private static <S> Optional<S> find(Class<S> type, ClassLoader loader, String artifact) {
        try {
            return ServiceLoader.load(type, loader).findFirst();
        } catch (ServiceConfigurationError | LinkageError e) {
            if (e.getCause() instanceof MetisException failure) {
                throw failure;
            }
            throw unusable(artifact, e);
        }
    }

    /**
     * {@return the error to throw where an artifact is there, but not whole}
     *
     * @param artifact that cannot be used
     * @param e what was thrown when it was
     */
    static MetisException unusable(String artifact, Error e) {
        return new MetisException(
                "what io.github.metis8d:" + artifact + " brings cannot be used: "
                        + (e instanceof LinkageError ? e : e.getMessage())
                        + (e.getCause() == null ? "" : " (" + e.getCause() + ")")
                        + "; have one class loader load metis-core and "
                        + artifact + ", both of the same version, whole, and with what they depend on",
                e);
    }
}
