using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Holdfast.ResourceApi.Properties;

/// <summary>The JSON Schema (2020-12) of a properties record, made by reflection.</summary>
public sealed partial class PropertySchema
{
    private readonly List<string> errors = [];
    private readonly List<string> appliedAtOnce = [];

    private PropertySchema()
    {
    }

    /// <summary>The schema as JSON text.</summary>
    public string Json { get; private set; } = "";

    /// <summary>Names of the properties marked <see cref="PropertyAttribute.AppliesAtOnce"/>.</summary>
    public IReadOnlyList<string> AppliedAtOnce => appliedAtOnce;

    /// <summary>Why the record cannot be a resource's properties; empty if it can.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>Reads a properties record.</summary>
    /// <param name="type">The record; null for a type without properties.</param>
    public static PropertySchema Of(Type? type)
    {
        var schema = new PropertySchema();
        var root = type is null ? EmptyObject() : schema.ObjectOf(type, atRoot: true, depth: 0);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Json = root.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return schema;
    }

    private static JsonObject EmptyObject() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(),
        ["additionalProperties"] = false,
    };

    private JsonObject ObjectOf(Type type, bool atRoot, int depth)
    {
        var result = EmptyObject();
        if (depth > 5 || type.GetConstructor(Type.EmptyTypes) is null)
        {
            errors.Add(depth > 5
                ? $"{type.FullName} nests deeper than 5 levels; make it flatter."
                : $"{type.FullName} needs a constructor without parameters; write its properties as {{ get; init; "
                + "}} with defaults.");
            return result;
        }

        var defaults = Activator.CreateInstance(type)!;
        var required = new JsonArray();
        foreach (var property in PropertyReader.PropertiesOf(type))
        {
            var node = PropertyOf(property, defaults, depth);
            result["properties"]![property.Name] = node;
            if (property.GetCustomAttribute<RequiredMemberAttribute>() is not null
                || property.GetCustomAttribute<RequiredAttribute>() is not null)
            {
                required.Add(property.Name);
                node.Remove("default");
            }

            if (atRoot && property.GetCustomAttribute<PropertyAttribute>() is { AppliesAtOnce: true })
            {
                appliedAtOnce.Add(property.Name);
            }
        }

        if (required.Count > 0)
        {
            result["required"] = required;
        }

        return result;
    }

    private JsonObject PropertyOf(PropertyInfo property, object defaults, int depth)
    {
        var node = TypeOf(property.PropertyType, property, depth);
        var about = property.GetCustomAttribute<PropertyAttribute>();
        node["title"] = about?.Title ?? WordStart().Replace(property.Name, " $1").Trim();
        if (about is not null)
        {
            node["description"] = about.Description;
            if (about.AppliesAtOnce)
            {
                node["x-appliesAtOnce"] = true;
            }

            if (about.Secret)
            {
                node["x-secret"] = true;
                node["writeOnly"] = true;
            }
        }

        Limits(property, node);
        if (PropertyReader.Node(property, defaults) is { } value)
        {
            node["default"] = value;
        }

        return node;
    }

    private JsonObject TypeOf(Type type, PropertyInfo property, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum)
        {
            var names = Enum.GetNames(plain).Select(name => (JsonNode)name);
            return new() { ["type"] = "string", ["enum"] = new JsonArray([.. names]) };
        }

        if (Scalar(plain) is { } scalar)
        {
            return scalar;
        }

        if (DictionaryValue(plain) is { } value)
        {
            return new() { ["type"] = "object", ["additionalProperties"] = TypeOf(value, property, depth + 1) };
        }

        if (typeof(IEnumerable).IsAssignableFrom(plain))
        {
            var element = ElementOf(plain);
            var items = element is null ? [] : TypeOf(element, property, depth + 1);
            return new() { ["type"] = "array", ["items"] = items };
        }

        if (plain is { IsClass: true, IsAbstract: false } && plain != typeof(object)
            && !typeof(Delegate).IsAssignableFrom(plain))
        {
            return ObjectOf(plain, atRoot: false, depth + 1);
        }

        errors.Add($"{property.DeclaringType?.FullName}.{property.Name}: {plain.Name} cannot be a property's type; "
            + "use text, numbers, bool, an enum, TimeSpan, Uri, Guid, dates, lists, dictionaries with text keys, "
            + "or records of these.");
        return [];
    }

    private static JsonObject? Scalar(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => new() { ["type"] = "boolean" },
        TypeCode.String => new() { ["type"] = "string" },
        TypeCode.Char => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 1 },
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => new() { ["type"] = "number" },
        >= TypeCode.SByte and <= TypeCode.UInt64 => new() { ["type"] = "integer" },
        TypeCode.DateTime => new() { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(TimeSpan) => new()
        {
            ["type"] = "string",
            ["pattern"] = Duration.Pattern,
            ["x-format"] = "duration",
        },
        _ when type == typeof(Uri) => new() { ["type"] = "string", ["format"] = "uri-reference" },
        _ when type == typeof(Guid) => new() { ["type"] = "string", ["format"] = "uuid" },
        _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(DateOnly) => new() { ["type"] = "string", ["format"] = "date" },
        _ when type == typeof(TimeOnly) => new() { ["type"] = "string", ["format"] = "time" },
        _ when typeof(JsonNode).IsAssignableFrom(type) || type == typeof(JsonElement) => [],
        _ => null,
    };

    private static Type? DictionaryValue(Type type) => type.GetInterfaces().Append(type)
        .Where(i => i.IsGenericType && (i.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            || i.GetGenericTypeDefinition() == typeof(IDictionary<,>)))
        .Select(i => i.GetGenericArguments())
        .FirstOrDefault(arguments => arguments[0] == typeof(string))?[1];

    private static Type? ElementOf(Type type) => type.IsArray
        ? type.GetElementType()
        : type.GetInterfaces().Append(type)
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?
            .GetGenericArguments()[0];

    private static void Limits(PropertyInfo property, JsonObject node)
    {
        foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
        {
            switch (attribute)
            {
                case RangeAttribute range when range.OperandType != typeof(TimeSpan):
                    node[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] =
                        JsonSerializer.SerializeToNode(range.Minimum);
                    node[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] =
                        JsonSerializer.SerializeToNode(range.Maximum);
                    break;
                case StringLengthAttribute length:
                    node["minLength"] = length.MinimumLength;
                    node["maxLength"] = length.MaximumLength;
                    break;
                case MinLengthAttribute min:
                    node[IsText(property) ? "minLength" : "minItems"] = min.Length;
                    break;
                case MaxLengthAttribute { Length: >= 0 } max:
                    node[IsText(property) ? "maxLength" : "maxItems"] = max.Length;
                    break;
                case RegularExpressionAttribute pattern:
                    node["pattern"] = pattern.Pattern;
                    break;
                case AllowedValuesAttribute allowed:
                    node["enum"] = new JsonArray(
                        [.. allowed.Values.Select(value => JsonSerializer.SerializeToNode(value))]);
                    break;
                case RequiredAttribute { AllowEmptyStrings: false } when IsText(property)
                    && !node.ContainsKey("minLength"):
                    node["minLength"] = 1;
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsText(PropertyInfo property) => property.PropertyType == typeof(string);

    [GeneratedRegex("(?<=[a-z0-9])([A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordStart();
}
