namespace Holdfast.Service.Api.Bodies;

/// <summary>What the names of groups, resources and nodes may look like: they are parts of keys, paths and
/// addresses.</summary>
internal static class Names
{
    public const int Longest = 63;

    public const string Rule =
        "use letters, digits, '-', '_' and '.', starting with a letter or digit, at most 63 characters";

    public static bool IsName(string text) =>
        text.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(text[0])
        && text.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' or '.');
}
