using System.Text.Json;
using Holdfast.Client.Errors;
using Holdfast.Core.Collections;
using Holdfast.Service.Api.Bodies;

namespace Holdfast.Service.Api.Edits;

/// <summary>Members that are themselves values by name, merged into what is stored: a null removes.</summary>
internal static class NamedValues
{
    private const int Most = 100;

    /// <summary>Quantities by name, at least 0; null if the request does not name the member.</summary>
    public static Dictionary<string, long?>? Quantities(BodyReader body, string name) => Read(body, name, value =>
        value is { ValueKind: JsonValueKind.Number } && value.TryGetInt64(out long number) && number >= 0
            ? ((long?)number, "")
            : (null, $"{value.GetRawText()} is not a whole number of at least 0"));

    /// <summary>Texts by name; null if the request does not name the member.</summary>
    public static Dictionary<string, string?>? Texts(BodyReader body, string name, int longest) =>
        Read<string?>(body, name, value =>
            value.ValueKind != JsonValueKind.String ? (null, $"it must be text, not {JsonNames.Of(value.ValueKind)}")
            : value.GetString()! is var text && text.Length <= longest && !text.Any(char.IsControl)
                ? (text.Trim(), "")
                : (null, $"it must be at most {longest} characters, none of them a control character"));

    /// <summary>The stored values with the changes in them.</summary>
    public static ValueMap<TStored> Merge<TStored, TGiven>(
        this ValueMap<TStored> stored, IReadOnlyDictionary<string, TGiven>? changes, Func<TGiven, TStored> value) =>
        (changes ?? new Dictionary<string, TGiven>()).Aggregate(stored, (merged, change) =>
            change.Value is null ? merged.Remove(change.Key) : merged.Set(change.Key, value(change.Value)));

    private static Dictionary<string, T?>? Read<T>(
        BodyReader body, string name, Func<JsonElement, (T? Value, string Fault)> read)
    {
        if (body.Object(name) is not { } members)
        {
            return null;
        }

        var values = new Dictionary<string, T?>(StringComparer.Ordinal);
        foreach (JsonProperty each in members.EnumerateObject())
        {
            if (!Names.IsName(each.Name))
            {
                body.Add($"{name}.{each.Name}", ErrorCodes.BadName, $"\"{each.Name}\" is not a name: {Names.Rule}");
            }

            (T? value, string fault) = each.Value.ValueKind == JsonValueKind.Null ? (default, "") : read(each.Value);
            if (fault.Length > 0)
            {
                body.Wrong($"{name}.{each.Name}", fault);
            }

            values[each.Name] = value;
        }

        if (values.Count > Most)
        {
            body.Wrong(name, $"it names {values.Count}; at most {Most} are taken");
        }

        return values;
    }
}
