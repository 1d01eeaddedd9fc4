package io.github.metis8d.io.hub;

import io.github.metis8d.HubRepository;
import io.github.metis8d.ModelException;
import java.net.http.HttpHeaders;

/** Puts into words why the hub does not give a file, and what to do about it. */
final class HubRefusal {
    private static final String ERROR_CODE = "X-Error-Code";

    private final HubSettings settings;
    private final HubRepository repository;
    private final String name;

    HubRefusal(HubSettings settings, HubRepository repository, String name) {
        this.settings = settings;
        this.repository = repository;
        this.name = name;
    }

    /** {@return whether a 404 means that the repository is there, and the revision too, but not the file} */
    boolean lacksOnlyTheFile(HttpHeaders headers) {
        return headers.firstValue(ERROR_CODE)
                .map(code -> code.equals("EntryNotFound"))
                .orElse(headers.firstValue("X-Repo-Commit").isPresent());
    }

    ModelException of(int status, HttpHeaders headers) {
        String code = headers.firstValue(ERROR_CODE).orElse("");
        String page = settings.endpoint() + "/" + repository.name();
        return new ModelException(
                switch (status) {
                    case 401 -> code.equals("GatedRepo") ? gated(page) : unauthorised();
                    case 403 -> code.equals("GatedRepo") ? gated(page) : forbidden(page);
                    case 404 ->
                        code.equals("RevisionNotFound")
                                ? repository.name() + " has no revision " + repository.revision() + "; " + page
                                        + "/commits lists them"
                                : noRepository("404");
                    default ->
                        "the hub answered " + status + " to the request for " + repository + "/" + name
                                + "; check HF_ENDPOINT (" + settings.endpoint() + ") and the proxy";
                });
    }

    private String unauthorised() {
        return settings.token().isPresent()
                ? "the hub refused its token (401) for " + repository.name() + ": it has expired, or is not for "
                        + settings.endpoint().getHost() + ". Make another at " + settings.endpoint()
                        + "/settings/tokens and set HF_TOKEN."
                : noRepository("401") + " If it is private, " + settings.tokenRemedy()
                        + " to a token of an account that may read it (" + settings.endpoint() + "/settings/tokens).";
    }

    private String gated(String page) {
        return repository.name() + " is open only to those who agree to its licence: do so at " + page + ", then "
                + settings.tokenRemedy() + " to a token of that account (" + settings.endpoint() + "/settings/tokens).";
    }

    private String forbidden(String page) {
        return "the hub does not let this account read " + repository.name() + " (403)"
                + (settings.token().isPresent()
                        ? ": the token lacks the right to. "
                        : ": no token was sent (" + settings.tokenRemedy() + "). ")
                + page + " says what it takes.";
    }

    private String noRepository(String status) {
        return "there is no repository " + repository.name() + " on "
                + settings.endpoint().getHost() + " (" + status + "); check its name.";
    }
}
