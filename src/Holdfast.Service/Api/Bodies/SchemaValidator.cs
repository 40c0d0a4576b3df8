using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Bodies;

/// <summary>Checks a resource's properties against its type's JSON Schema, as far as the Resource API generates
/// it.</summary>
/// <remarks>
/// Known: type, enum, minimum, maximum, their exclusive forms, minLength, maxLength, pattern, minItems, maxItems,
/// items, properties, additionalProperties, required. Other keywords are passed over: the DLL itself checks again
/// when it is opened.
/// A null means the type's default and is always allowed where the property is not required.
/// </remarks>
internal sealed class SchemaValidator
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);
    private readonly List<ErrorDto> _errors = [];

    private SchemaValidator()
    {
    }

    /// <summary>Every error of the properties; empty if they can be used.</summary>
    /// <param name="schema">The type's property schema, as JSON text.</param>
    /// <param name="properties">The whole set of properties, a JSON object.</param>
    /// <param name="path">How the errors name the object.</param>
    public static IReadOnlyList<ErrorDto> Check(string schema, JsonElement properties, string path)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        var validator = new SchemaValidator();
        validator.Object(document.RootElement, properties, path);
        return validator._errors;
    }

    private void Value(JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (!HasType(schema, value, out string wanted))
        {
            Bad(path, $"it must be {wanted}, not {Shown(value)}");
            return;
        }

        if (schema.TryGetProperty("enum", out JsonElement choices)
            && !choices.EnumerateArray().Any(each => JsonElement.DeepEquals(each, value)))
        {
            string[] all = [.. choices.EnumerateArray().Select(each => each.ToString())];
            Bad(path, $"{Shown(value)} is not one of {string.Join(", ", all)}"
                + NearNames.Question(NearNames.Of(value.ToString(), all)));
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Object(schema, value, path);
                break;
            case JsonValueKind.Array:
                List(schema, value, path);
                break;
            case JsonValueKind.String:
                Text(schema, value.GetString()!, path);
                break;
            case JsonValueKind.Number:
                Number(schema, value, path);
                break;
            default:
                break;
        }
    }

    private void Object(JsonElement schema, JsonElement value, string path)
    {
        JsonElement known = schema.TryGetProperty("properties", out JsonElement members) ? members : default;
        JsonElement other = schema.TryGetProperty("additionalProperties", out JsonElement rest) ? rest : default;
        foreach (JsonProperty each in value.EnumerateObject())
        {
            string place = path.Length == 0 ? each.Name : $"{path}.{each.Name}";
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(each.Name, out JsonElement member))
            {
                if (each.Value.ValueKind != JsonValueKind.Null)
                {
                    Value(member, each.Value, place);
                }
            }
            else if (other.ValueKind == JsonValueKind.False)
            {
                Unknown(known, each.Name, place);
            }
            else
            {
                Value(other, each.Value, place);
            }
        }

        Required(schema, value, path);
    }

    private void Unknown(JsonElement known, string name, string path)
    {
        string[] all = known.ValueKind == JsonValueKind.Object
            ? [.. known.EnumerateObject().Select(each => each.Name)]
            : [];
        string there = all.Length == 0 ? "; the type has none" : $"; there are {string.Join(", ", all)}";
        string? near = NearNames.Of(name, all);
        Add(path, ErrorCodes.UnknownProperty,
            $"the type has no property \"{name}\"" + (near is null ? there : NearNames.Question(near)));
    }

    private void Required(JsonElement schema, JsonElement value, string path)
    {
        if (!schema.TryGetProperty("required", out JsonElement required))
        {
            return;
        }

        foreach (string name in required.EnumerateArray().Select(each => each.GetString()!))
        {
            if (!value.TryGetProperty(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
            {
                Add(path.Length == 0 ? name : $"{path}.{name}", ErrorCodes.MissingProperty,
                    $"the type requires it; set it with --set {name}=…");
            }
        }
    }

    private void List(JsonElement schema, JsonElement value, string path)
    {
        int count = value.GetArrayLength();
        Limits(schema, "minItems", "maxItems", count, path, "entries");
        if (schema.TryGetProperty("items", out JsonElement items))
        {
            int index = 0;
            foreach (JsonElement each in value.EnumerateArray())
            {
                Value(items, each, $"{path}[{index++}]");
            }
        }
    }

    private void Text(JsonElement schema, string text, string path)
    {
        Limits(schema, "minLength", "maxLength", text.EnumerateRunes().Count(), path, "characters");
        if (schema.TryGetProperty("pattern", out JsonElement pattern) && !Matches(text, pattern.GetString()!))
        {
            bool duration = schema.TryGetProperty("x-format", out JsonElement format)
                && format.ValueEquals("duration");
            Bad(path, duration
                ? $"\"{text}\" is not a duration; write 250ms, 10s, 5min or 1h"
                : $"\"{text}\" does not match {pattern.GetString()}");
        }
    }

    private void Number(JsonElement schema, JsonElement value, string path)
    {
        double number = value.GetDouble();
        if (Limit(schema, "minimum") is { } least && number < least)
        {
            Bad(path, FormattableString.Invariant($"{value.GetRawText()} is less than {least}, the least allowed"));
        }

        if (Limit(schema, "maximum") is { } most && number > most)
        {
            Bad(path, FormattableString.Invariant($"{value.GetRawText()} is more than {most}, the most allowed"));
        }

        if (Limit(schema, "exclusiveMinimum") is { } above && number <= above)
        {
            Bad(path, FormattableString.Invariant($"{value.GetRawText()} must be more than {above}"));
        }

        if (Limit(schema, "exclusiveMaximum") is { } below && number >= below)
        {
            Bad(path, FormattableString.Invariant($"{value.GetRawText()} must be less than {below}"));
        }
    }

    private void Limits(JsonElement schema, string least, string most, int count, string path, string what)
    {
        if (Limit(schema, least) is { } low && count < low)
        {
            Bad(path, $"it has {count} {what}; at least {low} are needed");
        }

        if (Limit(schema, most) is { } high && count > high)
        {
            Bad(path, $"it has {count} {what}; at most {high} are allowed");
        }
    }

    private static double? Limit(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out JsonElement limit) && limit.ValueKind == JsonValueKind.Number
            ? limit.GetDouble()
            : null;

    private static bool HasType(JsonElement schema, JsonElement value, out string wanted)
    {
        wanted = "";
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return true;
        }

        string[] names = type.ValueKind == JsonValueKind.Array
            ? [.. type.EnumerateArray().Select(each => each.GetString()!)]
            : [type.GetString()!];
        wanted = string.Join(" or ", names.Select(Wanted));
        return names.Any(name => Is(name, value));
    }

    private static bool Is(string type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number)
            && decimal.Truncate(number) == number,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static string Wanted(string type) => type switch
    {
        "string" => "text",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "array" => "a list",
        "object" => "an object",
        _ => type,
    };

    private static string Shown(JsonElement value) =>
        value.GetRawText() is { Length: <= 60 } text ? text : JsonNames.Of(value.ValueKind);

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (Exception failure) when (failure is ArgumentException or RegexMatchTimeoutException)
        {
            // A pattern that cannot be used here is the DLL's to check.
            return true;
        }
    }

    private void Bad(string path, string message) => Add(path, ErrorCodes.BadProperty, message);

    private void Add(string path, string code, string message) =>
        _errors.Add(new ErrorDto { Path = path, Code = code, Message = message });
}
