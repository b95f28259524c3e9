package dev.tally.sdk;

/**
 * One element of a repeated message of an event, filled in like an event. Generated code extends
 * it:
 *
 * <pre>{@code
 * OrderPlaced.create()
 *     .items(OrderPlaced.ItemsElement.create().sku("A-1").price(9.5))
 *     .send();
 * }</pre>
 *
 * <p>Not thread-safe; read when its event is sent.
 */
public abstract class Element extends FilledIn {
  protected Element() {}
}
