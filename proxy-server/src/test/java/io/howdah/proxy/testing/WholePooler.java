package io.howdah.proxy.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Marks a test that starts a whole pooler, or a process. Mutation testing of a package leaves these tests out: they take too long. */
@Tag("pooler")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WholePooler {}
