package dev.tally.storage.testing;

import dev.tally.storage.ClickHouse;
import dev.tally.storage.Endpoint;
import dev.tally.storage.Sql;
import dev.tally.storage.engine.EmbeddedEngine;
import dev.tally.storage.migration.Migrations;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests and lifecycle methods a {@link ClickHouse} on a fresh, migrated pair of databases,
 * one per test class, dropped after it; or the {@link EmbeddedEngine}, one per JVM. A test that
 * kills an engine should start its own: {@link TestEngine}.
 */
public final class EngineExtension
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(EngineExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isOutermost(context)) {
      EmbeddedEngine engine = engine(context);
      String suffix = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
      Endpoint endpoint = engine.endpoint().withDatabases("tally_" + suffix, "events_" + suffix);
      ClickHouse clickHouse = ClickHouse.connect(endpoint);
      context.getStore(NAMESPACE).put(ClickHouse.class, clickHouse);
      Migrations.run(clickHouse);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (isOutermost(context)) {
      ClickHouse clickHouse =
          context.getStore(NAMESPACE).remove(ClickHouse.class, ClickHouse.class);
      if (clickHouse != null) {
        Endpoint endpoint = clickHouse.endpoint();
        for (String name : List.of(endpoint.viewsDatabase(), endpoint.database())) {
          clickHouse.execute("DROP DATABASE IF EXISTS " + Sql.identifier(name) + " SYNC");
        }
        clickHouse.close();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ClickHouse.class || type == EmbeddedEngine.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == EmbeddedEngine.class) {
      return engine(context);
    }
    ClickHouse clickHouse = context.getStore(NAMESPACE).get(ClickHouse.class, ClickHouse.class);
    if (clickHouse == null) {
      throw new IllegalStateException("no database for " + context.getDisplayName());
    }
    return clickHouse;
  }

  private static boolean isOutermost(ExtensionContext context) {
    return context.getTestClass().filter(type -> type.getEnclosingClass() == null).isPresent();
  }

  private static EmbeddedEngine engine(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(TestEngine.class, key -> TestEngine.start(), TestEngine.class)
        .engine();
  }
}
