package io.microexp.examples.bulk.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkBulkTest {
    private static final Path PORTRAIT =
            Path.of("../quickstart/src/main/resources/io/microexp/examples/quickstart/astronaut.png");

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.log.level", "ERROR")
                .getOrCreate();
    }

    @AfterAll
    static void stop() throws IOException {
        spark.close();
    }

    @Test
    @DisplayName("Photos by a pattern become a Parquet table: a row per face, and one with the reason per bad file")
    void scores() throws IOException {
        Files.copy(PORTRAIT, folder.resolve("a.png"));
        Files.copy(PORTRAIT, folder.resolve("b.png"));
        Files.writeString(folder.resolve("c.png"), "not a photo");
        Files.writeString(folder.resolve("d.txt"), "not asked for");
        String table = folder.resolve("scores").toString();
        SparkBulk.score(spark, folder + "/*.png").write().parquet(table);

        List<Row> rows = spark.read().parquet(table).orderBy("file").collectAsList();
        assertThat(rows).hasSize(3);
        assertThat(rows.subList(0, 2)).allSatisfy(row -> {
            assertThat(row.<Integer>getAs("faces")).isEqualTo(1);
            assertThat(row.<String>getAs("label")).isEqualTo("happiness");
            assertThat(row.<Float>getAs("happiness")).isBetween(0.5f, 1f);
            assertThat(row.<String>getAs("error")).isNull();
        });
        assertThat(rows.get(0).<String>getAs("file")).startsWith("file:").endsWith("/a.png");
        assertThat(rows.get(2).<Integer>getAs("faces")).isZero();
        assertThat(rows.get(2).<Integer>getAs("x")).isNull();
        assertThat(rows.get(2).<String>getAs("error")).isNotBlank();
    }
}
