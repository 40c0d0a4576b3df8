using System.Text.Json;

namespace Holdfast.Service.Api.Bodies;

/// <summary>How messages name the kinds of JSON values.</summary>
internal static class JsonNames
{
    public static string Of(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
