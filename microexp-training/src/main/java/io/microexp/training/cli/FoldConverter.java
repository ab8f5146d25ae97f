package io.microexp.training.cli;

import io.microexp.training.data.Fold;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a part such as 1/2 from the command line. Thread safety: stateless. */
final class FoldConverter implements ITypeConverter<Fold> {
    @Override
    public Fold convert(String text) {
        try {
            return Fold.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
