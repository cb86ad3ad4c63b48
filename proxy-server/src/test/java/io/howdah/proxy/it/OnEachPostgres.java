package io.howdah.proxy.it;

import io.howdah.proxy.testing.LeakWatch;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs every test of the class once for each {@link PostgresVersion}. The constructor gets the version. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@EnumSource(PostgresVersion.class)
@Timeout(120)
@ExtendWith({LeakWatch.class, NoLeftovers.class})
@interface OnEachPostgres {}
