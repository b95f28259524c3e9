package dev.tally.edl.compat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * A package as protobuf text, which can be changed at random and stays valid: two messages that
 * refer to each other and to an enum, and a message and an enum that nothing refers to. All names
 * are unique in the corpus.
 */
final class MutatedPackage {
  private static final List<String> SCALARS =
      List.of(
          "int32",
          "int64",
          "uint32",
          "uint64",
          "bool",
          "sint32",
          "sint64",
          "fixed32",
          "sfixed32",
          "fixed64",
          "sfixed64",
          "float",
          "double",
          "string",
          "bytes");

  private final int number;
  private final Syntax syntax;
  private final Random random;
  private final List<Message> messages = new ArrayList<>();
  private final Constants constants;
  private boolean hasSpareMessage = true;
  private boolean hasSpareEnum = true;
  private boolean isSpareElsewhere;
  private boolean isClosed;
  private int names;

  enum Syntax {
    PROTO2("syntax = \"proto2\";"),
    PROTO3("syntax = \"proto3\";"),
    EDITIONS("edition = \"2023\";");

    private final String line;

    Syntax(String line) {
      this.line = line;
    }
  }

  private enum Label {
    SINGULAR,
    REQUIRED,
    REPEATED,
    MAP
  }

  private static final class Field {
    private int number;
    private String name = "";
    private String type = "int32";
    private Label label = Label.SINGULAR;
    private String oneof = "";
    private String preset = "";
    private boolean isDelimited;
  }

  private static final class Message {
    private final String name;
    private final List<Field> fields = new ArrayList<>();
    private final List<String> reserved = new ArrayList<>();

    private Message(String name) {
      this.name = name;
    }
  }

  private static final class Constants {
    private final Map<String, Integer> values = new TreeMap<>();
    private final List<String> reserved = new ArrayList<>();

    private int number(String name) {
      return Objects.requireNonNull(values.get(name));
    }
  }

  MutatedPackage(int number, Random random) {
    this.number = number;
    this.random = random;
    this.syntax = Syntax.values()[random.nextInt(3)];
    this.constants = new Constants();
    for (int i = 0; i < 5; i++) {
      constants.values.put("C%d_%d".formatted(number, i), i);
    }
    constants.reserved.add("40 to 44");
    constants.reserved.add(name("OLD"));
    messages.add(message("A"));
    messages.add(message("B"));
  }

  private Message message(String letter) {
    Message message = new Message("M" + number + letter);
    for (int i = 1; i <= 7; i++) {
      Field field = new Field();
      field.number = i;
      field.name = "f%d_%s%d".formatted(number, letter.toLowerCase(Locale.ROOT), i);
      field.type = type();
      field.label = label(field);
      message.fields.add(field);
    }
    for (Field field : message.fields.subList(0, 2)) {
      field.label = Label.SINGULAR;
      field.oneof = "o" + number + letter;
    }
    message.reserved.add("50");
    message.reserved.add("60 to 64");
    message.reserved.add(name("old"));
    return message;
  }

  private String name(String prefix) {
    return "\"%s%d_%d\"".formatted(prefix, number, names++);
  }

  private String fresh(String prefix) {
    return "%s%d_n%d".formatted(prefix, number, names++);
  }

  private String type() {
    int i = random.nextInt(SCALARS.size() + 4);
    if (i < SCALARS.size()) {
      return SCALARS.get(i);
    }
    return i < SCALARS.size() + 2 ? "E" + number : "M" + number + (i % 2 == 0 ? "A" : "B");
  }

  private Label label(Field field) {
    int i = random.nextInt(6);
    if (i == 0 && syntax != Syntax.PROTO3) {
      return Label.REQUIRED;
    }
    if (i == 1) {
      return Label.REPEATED;
    }
    return i == 2 && field.oneof.isEmpty() ? Label.MAP : Label.SINGULAR;
  }

  /** One change. */
  void mutate() {
    switch (random.nextInt(16)) {
      case 0, 1 -> any().type = type();
      case 2 -> relabel();
      case 3 -> any().name = fresh("f");
      case 4 -> any().number = 100 + names++;
      case 5, 6 -> deleteField();
      case 7 -> oneof();
      case 8 -> addField();
      case 9 -> renameConstant();
      case 10 -> deleteConstant();
      case 11 -> renumberConstant();
      case 12 -> unreserve();
      case 13 -> spare();
      case 14 -> any().preset = Integer.toString(random.nextInt(3));
      default -> encoding();
    }
  }

  private Message anyMessage() {
    return messages.get(random.nextInt(messages.size()));
  }

  private Field any() {
    List<Field> fields = anyMessage().fields;
    return fields.get(random.nextInt(fields.size()));
  }

  private void relabel() {
    Field field = any();
    if (field.oneof.isEmpty()) {
      field.label = label(field);
    }
  }

  private void deleteField() {
    Message message = anyMessage();
    List<Field> loose = message.fields.stream().filter(field -> field.oneof.isEmpty()).toList();
    if (loose.isEmpty()) {
      return;
    }
    Field field = loose.get(random.nextInt(loose.size()));
    message.fields.remove(field);
    reserve(message.reserved, field.number, field.name);
  }

  private void reserve(List<String> reserved, int old, String name) {
    if (random.nextBoolean()) {
      reserved.add(Integer.toString(old));
    }
    if (random.nextBoolean()) {
      reserved.add('"' + name + '"');
    }
  }

  private void oneof() {
    Message message = anyMessage();
    String oneof = "o" + message.name.substring(1);
    switch (random.nextInt(3)) {
      case 0 ->
          message.fields.stream()
              .filter(f -> !f.oneof.isEmpty())
              .skip(1)
              .findFirst()
              .ifPresent(f -> f.oneof = "");
      case 1 ->
          message.fields.stream()
              .filter(f -> f.oneof.isEmpty() && f.label == Label.SINGULAR)
              .findFirst()
              .ifPresent(f -> f.oneof = oneof);
      default ->
          message.fields.stream()
              .filter(f -> !f.oneof.isEmpty())
              .forEach(f -> f.oneof = oneof + "x");
    }
  }

  private void addField() {
    Field field = new Field();
    field.number = 100 + names++;
    field.name = fresh("f");
    field.type = type();
    field.label = label(field);
    anyMessage().fields.add(field);
  }

  /** Never the first, which is zero. */
  private String anyConstant() {
    List<String> all =
        constants.values.keySet().stream().filter(c -> constants.number(c) > 0).toList();
    return all.get(random.nextInt(all.size()));
  }

  private void renameConstant() {
    String name = anyConstant();
    int value = constants.number(name);
    constants.values.remove(name);
    constants.values.put(fresh("C"), value);
  }

  private void deleteConstant() {
    if (constants.values.size() > 2) {
      String name = anyConstant();
      int value = constants.number(name);
      constants.values.remove(name);
      reserve(constants.reserved, value, name);
    }
  }

  private void renumberConstant() {
    String a = anyConstant();
    String b = anyConstant();
    if (a.equals(b)) {
      constants.values.put(a, 100 + names++);
    } else {
      int value = constants.number(a);
      constants.values.put(a, constants.number(b));
      constants.values.put(b, value);
    }
  }

  private void unreserve() {
    List<String> reserved = random.nextBoolean() ? constants.reserved : anyMessage().reserved;
    if (!reserved.isEmpty()) {
      int i = random.nextInt(reserved.size());
      if (reserved.get(i).equals("60 to 64")) {
        reserved.set(i, "61 to 70");
      } else {
        reserved.remove(i);
      }
    }
  }

  private void spare() {
    switch (random.nextInt(3)) {
      case 0 -> hasSpareMessage = false;
      case 1 -> hasSpareEnum = false;
      default -> isSpareElsewhere = true;
    }
  }

  private void encoding() {
    if (random.nextBoolean()) {
      isClosed = !isClosed;
    } else {
      any().isDelimited ^= true;
    }
  }

  /** Texts by path. */
  Map<String, String> files() {
    StringBuilder main = new StringBuilder(head());
    messages.forEach(message -> main.append(text(message)));
    main.append(enumText());
    String spare = spareText();
    Map<String, String> files = new TreeMap<>();
    files.put("p%d/main.proto".formatted(number), main + (isSpareElsewhere ? "" : spare));
    files.put("p%d/other.proto".formatted(number), head() + (isSpareElsewhere ? spare : ""));
    return files;
  }

  private String head() {
    return "%s\npackage p%d;\n".formatted(syntax.line, number);
  }

  private String spareText() {
    String label = syntax == Syntax.PROTO2 ? "optional " : "";
    return (hasSpareMessage
            ? "message S%d { %sint32 s = 1; message N%d { %sint32 n = 1; } }\n"
                .formatted(number, label, number, label)
            : "")
        + (hasSpareEnum ? "enum T%d { T%d_ZERO = 0; }\n".formatted(number, number) : "");
  }

  private String enumText() {
    StringBuilder text = new StringBuilder("enum E%d {\n".formatted(number));
    if (syntax == Syntax.EDITIONS && isClosed) {
      text.append("  option features.enum_type = CLOSED;\n");
    }
    constants.reserved.forEach(part -> text.append(reserved(part)));
    constants.values.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(value -> text.append("  %s = %d;\n".formatted(value.getKey(), value.getValue())));
    return text.append("}\n").toString();
  }

  private String reserved(String part) {
    boolean isBare = syntax == Syntax.EDITIONS && part.startsWith("\"");
    return "  reserved %s;\n".formatted(isBare ? part.replace("\"", "") : part);
  }

  private String text(Message message) {
    StringBuilder text = new StringBuilder("message %s {\n".formatted(message.name));
    message.reserved.forEach(part -> text.append(reserved(part)));
    Map<String, StringBuilder> oneofs = new TreeMap<>();
    for (Field field : message.fields) {
      if (field.oneof.isEmpty()) {
        text.append(text(field));
      } else {
        oneofs.computeIfAbsent(field.oneof, name -> new StringBuilder()).append(text(field));
      }
    }
    oneofs.forEach((name, fields) -> text.append("  oneof %s {\n%s  }\n".formatted(name, fields)));
    return text.append("}\n").toString();
  }

  private String text(Field field) {
    String type = field.label == Label.MAP ? "map<string, %s>".formatted(field.type) : field.type;
    List<String> options = new ArrayList<>();
    boolean isNumber = field.type.contains("int") || field.type.contains("fixed");
    boolean isOne = field.label == Label.SINGULAR || field.label == Label.REQUIRED;
    if (isNumber && isOne && !field.preset.isEmpty() && syntax != Syntax.PROTO3) {
      options.add("default = " + field.preset);
    }
    if (syntax == Syntax.EDITIONS && field.label == Label.REQUIRED) {
      options.add("features.field_presence = LEGACY_REQUIRED");
    }
    boolean isMessage = field.type.startsWith("M");
    if (syntax == Syntax.EDITIONS && field.isDelimited && isMessage && field.label != Label.MAP) {
      options.add("features.message_encoding = DELIMITED");
    }
    return "  %s%s %s = %d%s;\n"
        .formatted(
            labelText(field),
            type,
            field.name,
            field.number,
            options.isEmpty() ? "" : " [" + String.join(", ", options) + "]");
  }

  private String labelText(Field field) {
    return switch (field.label) {
      case MAP -> "";
      case REPEATED -> "repeated ";
      case REQUIRED -> syntax == Syntax.PROTO2 ? "required " : "";
      case SINGULAR -> syntax == Syntax.PROTO2 && field.oneof.isEmpty() ? "optional " : "";
    };
  }
}
