package io.github.metis8d.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final Pattern PROGRAM =
            Pattern.compile("<script(?: type=\"module\")?>(.*?)</script>", Pattern.DOTALL);

    private String page;
    /** All but the library. */
    private String own;

    @BeforeEach
    void writePage() throws IOException {
        StringWriter out = new StringWriter();
        ReportPage.write(out, data -> data.write("{\"these are\": \"the data\"}"));
        page = out.toString();
        int library = page.indexOf("<script>");
        own = page.substring(0, library) + page.substring(page.indexOf("</script>", library));
    }

    private String policy() {
        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertThat(policy.find()).isTrue();
        return policy.group(1);
    }

    @Test
    void allPartsAreInIt() {
        assertThat(page).contains("Licensed to the Apache Software Foundation");
        assertThat(own)
                .doesNotContain("{{data", "{{style", "{{policy", "{{program", "{{library")
                .contains("<script type=\"application/json\" id=\"data\">{\"these are\": \"the data\"}</script>")
                .contains("prefers-color-scheme");
    }

    /** Nothing but the programs of the page may run, and nothing be loaded from anywhere. */
    @Test
    void thePolicyAllowsThePagesOwnProgramsAlone() throws NoSuchAlgorithmException {
        String policy = policy();
        assertThat(policy).startsWith("default-src 'none'; script-src 'sha256-").doesNotContain("eval", "http", "*");
        assertThat(policy.replaceAll("style-src 'unsafe-inline'", "")).doesNotContain("unsafe");
        Matcher program = PROGRAM.matcher(page);
        int programs = 0;
        while (program.find()) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(program.group(1).getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
            programs++;
        }
        assertThat(programs).isEqualTo(2);
    }

    @Test
    void itNamesNoFileOfAnotherPlace() {
        assertThat(own).doesNotContainPattern("(src|href)=\"(?!#)").doesNotContain("@import", "url(");
    }
}
