package io.microexp.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    static Stream<Arguments> values() {
        return Stream.of(
                arguments("1", 1.0),
                arguments(" -2.5e-3 ", -2.5e-3),
                arguments("true", true),
                arguments("false", false),
                arguments("null", null),
                arguments("\"\"", ""),
                arguments("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "a\"\\/\b\f\n\r\t\u00e9"),
                arguments("[]", List.of()),
                arguments("{}", Map.of()),
                arguments(" [ 1 , [ ] , null ] ", Arrays.asList(1.0, List.of(), null)),
                arguments("{ \"a\" : { \"b\" : [ \"c\" ] } }", Map.of("a", Map.of("b", List.of("c")))),
                arguments("[".repeat(32) + "]".repeat(32), nested(31)));
    }

    private static List<?> nested(int levels) {
        return levels == 0 ? List.of() : List.of(nested(levels - 1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void reads(String text, Object value) {
        assertThat(Json.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''               | more text       | 0",
                "'[1'             | more text       | 2",
                "'[1 2]'          | ']'             | 3",
                "'[1,]'           | a value         | 3",
                "'{\"a\" 1}'      | ':'             | 5",
                "'{a:1}'          | '\"'            | 1",
                "'{\"a\":1'       | more text       | 6",
                "'\"abc'          | more text       | 4",
                "'\"\\'           | more text       | 2",
                "'\"\\q\"'        | an escape       | 3",
                "'\"\\u12\"'      | four hex digits | 3",
                "'\"\\u+123\"'    | four hex digits | 3",
                "'truth'          | a value         | 0",
                "'nil'            | a value         | 0",
                "'-'              | a value         | 0",
                "'1 1'            | the end         | 2",
            })
    void saysWhereTextIsNoJson(String text, String expected, int character) {
        String quoted = expected.length() == 1 ? "'" + expected + "'" : expected;
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JSON: expected " + quoted + " at character " + character);
    }

    @ParameterizedTest
    @CsvSource({"33", "100000"})
    void refusesDeepNestingBeforeTheStackOverflows(int levels) {
        assertThatThrownBy(() -> Json.parse("[".repeat(levels)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 32 levels");
    }
}
