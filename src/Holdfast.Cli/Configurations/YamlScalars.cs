using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Holdfast.Cli.Configurations;

/// <summary>Values of YAML and JSON, by the core schema of YAML 1.2: <c>yes</c> and <c>on</c> are text.</summary>
internal static class YamlScalars
{
    public static JsonNode? ToJson(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        return scalar.Style is ScalarStyle.Plain or ScalarStyle.Any ? Plain(text) : JsonValue.Create(text);
    }

    /// <summary>A value that is read back as it was: text that looks like something else is quoted.</summary>
    public static YamlScalarNode FromJson(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => OfText(value.GetString()!),
        JsonValueKind.Null => new YamlScalarNode("null"),
        _ => new YamlScalarNode(value.GetRawText()),
    };

    public static YamlScalarNode OfText(string text) => new(text)
    {
        Style = IsPlain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted,
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            => JsonValue.Create(whole),
        _ when LooksLikeNumber(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static bool IsPlain(string text) =>
        text.Length > 0 && text.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' or '.' or '/')
        && text[0] is not '-' && Plain(text) is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    private static bool LooksLikeNumber(string text) =>
        text.All(each => char.IsAsciiDigit(each) || each is '.' or '-' or '+' or 'e' or 'E')
        && text.Any(char.IsAsciiDigit);
}
