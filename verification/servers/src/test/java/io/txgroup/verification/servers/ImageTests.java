package io.txgroup.verification.servers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageTests {
    private final String named = System.getProperty(Image.MYSQL.property());

    @AfterEach
    void putBack() {
        name(named);
    }

    private static void name(String image) {
        if (image == null) {
            System.clearProperty(Image.MYSQL.property());
        } else {
            System.setProperty(Image.MYSQL.property(), image);
        }
    }

    @Test
    void isTheOfficialOneOfOneVersionUnlessAnotherIsNamed() {
        name(null);
        assertThat(Image.MYSQL.reference()).matches("mysql:[0-9.]+");
        name("");
        assertThat(Image.MYSQL.reference()).matches("mysql:[0-9.]+");
        name("mirror.example/mysql:9");
        assertThat(Image.MYSQL.reference()).isEqualTo("mirror.example/mysql:9");
    }

    @Test
    void saysWithWhichSettingAnotherOneIsNamed() {
        name("mirror.example/mysql:9");
        assertThat(Image.MYSQL).hasToString("mirror.example/mysql:9 (txgroup.image.mysql)");
    }
}
