using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.ResourceApi.Properties;

/// <summary>Reads a properties record from JSON and collects every error instead of stopping at the first.</summary>
internal static class PropertyReader
{
    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static PropertyReading Read(Type? type, string json)
    {
        var errors = new List<PropertyError>();
        if (ReadObject(json, errors) is not { } given)
        {
            return new(null, errors);
        }

        if (type is null)
        {
            errors.AddRange(given.Select(pair => new PropertyError(pair.Key, "is not a property; this type has none")));
            return new(null, errors);
        }

        var value = Activator.CreateInstance(type)!;
        var properties = PropertiesOf(type);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, node) in given)
        {
            if (properties.FirstOrDefault(
                p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } property)
            {
                errors.Add(new(name,
                    $"is not a property of this type; it has {string.Join(", ", properties.Select(p => p.Name))}"));
            }
            else if (!named.Add(property.Name))
            {
                errors.Add(new(property.Name, "is given twice"));
            }
            else
            {
                Set(value, property, node, errors);
            }
        }

        errors.AddRange(properties
            .Where(p => p.GetCustomAttribute<RequiredMemberAttribute>() is not null && !named.Contains(p.Name))
            .Select(p => new PropertyError(p.Name, "is required; set it")));
        CheckAttributes(value, errors);
        return new(value, errors);
    }

    /// <summary>The properties that people can set, in the order of their declaration.</summary>
    public static IReadOnlyList<PropertyInfo> PropertiesOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0),
    ];

    /// <summary>The names of the properties in which two records differ, compared as JSON.</summary>
    public static IReadOnlyList<string> Differences(Type? type, object? left, object? right) => type is null ? [] :
    [
        .. PropertiesOf(type).Where(p => !JsonNode.DeepEquals(Node(p, left), Node(p, right))).Select(p => p.Name),
    ];

    public static JsonNode? Node(PropertyInfo property, object? of) =>
        JsonSerializer.SerializeToNode(property.GetValue(of), property.PropertyType, PropertyJson.Options);

    private static JsonObject? ReadObject(string json, List<PropertyError> errors)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(json))
            {
                return [];
            }

            if (JsonNode.Parse(json, documentOptions: Lenient) is JsonObject given)
            {
                _ = given.Count;
                return given;
            }

            errors.Add(new("", "The properties must be a JSON object."));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            errors.Add(new("", $"The properties are not valid JSON: {exception.Message}"));
        }

        return null;
    }

    private static void Set(object target, PropertyInfo property, JsonNode? node, List<PropertyError> errors)
    {
        try
        {
            if (node is null && !AcceptsNull(property))
            {
                errors.Add(new(property.Name, "must not be null"));
                return;
            }

            property.SetValue(target, node.Deserialize(property.PropertyType, PropertyJson.Options));
        }
        catch (JsonException exception)
        {
            errors.Add(new(property.Name,
                $"{node?.ToJsonString()} does not fit: {Reason(exception, property.PropertyType)}"));
        }
        catch (TargetInvocationException exception)
        {
            errors.Add(new(property.Name, exception.InnerException?.Message ?? exception.Message));
        }
    }

    private static bool AcceptsNull(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).WriteState != NullabilityState.NotNull;

    private static string Reason(JsonException exception, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return exception.InnerException is null
            && !exception.Message.StartsWith("The JSON value", StringComparison.Ordinal)
            && !exception.Message.StartsWith("The JSON property", StringComparison.Ordinal)
            ? exception.Message.Split(" Path: ")[0]
            : plain.IsEnum ? $"must be one of {string.Join(", ", Enum.GetNames(plain))}"
            : $"must be {Words(plain)}";
    }

    private static string Words(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.String => "text",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
        >= TypeCode.SByte and <= TypeCode.UInt64 => $"a whole number that fits {type.Name}",
        _ => type == typeof(TimeSpan) ? "a duration, e.g. 250ms, 10s, 5min or 1h" : $"JSON that fits {type.Name}",
    };

    private static void CheckAttributes(object value, List<PropertyError> errors)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var name = result.MemberNames.FirstOrDefault() ?? "";
            if (!errors.Any(error => name.Length > 0 && error.Property == name))
            {
                errors.Add(new(name, result.ErrorMessage ?? "is not valid"));
            }
        }
    }
}
