using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Core.Configuration;

namespace Holdfast.Service.Api.Edits;

/// <summary>Properties whose schema says <c>x-secret</c>: never shown. Where one is shown as <see cref="Mask"/> and
/// given back so, what is stored stays.</summary>
internal static class SecretProperties
{
    public const string Mask = "(secret)";

    /// <summary>The properties with every secret masked.</summary>
    public static JsonElement Masked(string properties, ResourceTypeConfig? type)
    {
        JsonElement stored = JsonElement.Parse(properties);
        string[] secrets = type is null ? [] : Of(type);
        if (!secrets.Any(name => stored.TryGetProperty(name, out _)))
        {
            return stored;
        }

        JsonObject shown = JsonObject.Create(stored)!;
        foreach (string name in secrets.Where(shown.ContainsKey))
        {
            shown[name] = Mask;
        }

        return JsonElement.Parse(shown.ToJsonString());
    }

    /// <summary>The properties with the stored secret in place of each that is masked.</summary>
    /// <param name="type">The resource's type.</param>
    /// <param name="given">The properties to store.</param>
    /// <param name="stored">Those that are stored; <c>{}</c> for a new resource.</param>
    /// <param name="errors">Told of each that is masked where nothing is stored.</param>
    public static string Unmasked(ResourceTypeConfig type, string given, string stored, List<ErrorDto> errors)
    {
        JsonObject properties = JsonNode.Parse(given)!.AsObject();
        JsonObject before = JsonNode.Parse(stored)!.AsObject();
        bool changed = false;
        foreach (string name in Of(type).Where(name => IsMask(properties[name])))
        {
            if (before[name] is { } kept)
            {
                properties[name] = kept.DeepClone();
                changed = true;
                continue;
            }

            errors.Add(new ErrorDto
            {
                Path = $"properties.{name}",
                Code = ErrorCodes.WrongValue,
                Message = $"\"{Mask}\" stands for a value that is stored already, and there is none; write the value",
            });
        }

        return changed ? properties.ToJsonString() : given;
    }

    private static bool IsMask(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? said) && said == Mask;

    private static string[] Of(ResourceTypeConfig type) =>
        JsonElement.Parse(type.PropertySchema).TryGetProperty("properties", out JsonElement members)
            ? [.. members.EnumerateObject()
                .Where(each => each.Value.TryGetProperty("x-secret", out JsonElement secret)
                    && secret.ValueKind == JsonValueKind.True)
                .Select(each => each.Name)]
            : [];
}
