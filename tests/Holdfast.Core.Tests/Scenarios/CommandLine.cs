using System.Text;

namespace Holdfast.Core.Tests.Scenarios;

/// <summary>One command: its verb, its words, and its settings of the form key=value.</summary>
/// <remarks>Quotes, single or double, keep a text with spaces together, also after the equals sign.</remarks>
internal sealed class CommandLine
{
    private CommandLine(string text, string verb, List<string> words, List<KeyValuePair<string, string>> settings)
    {
        Text = text;
        Verb = verb;
        Words = words;
        Settings = settings;
    }

    public string Text { get; }

    public string Verb { get; }

    public IReadOnlyList<string> Words { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    public string this[int index] => index < Words.Count
        ? Words[index]
        : throw new ScenarioException($"\"{Text}\" needs a word more");

    public static CommandLine Parse(string line)
    {
        var words = new List<string>();
        var settings = new List<KeyValuePair<string, string>>();
        foreach ((string token, int equals) in Tokens(line))
        {
            if (equals > 0)
            {
                settings.Add(new(token[..equals], token[(equals + 1)..]));
            }
            else
            {
                words.Add(token);
            }
        }

        return new(line, words[0], words[1..], settings);
    }

    public string? Word(int index) => index < Words.Count ? Words[index] : null;

    public string? Setting(string key) => Settings
        .Where(pair => string.Equals(pair.Key, key, StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair.Value)
        .FirstOrDefault();

    /// <summary>
    /// Each token without its quotes, and where its first equals sign outside quotes is; -1 for none.
    /// </summary>
    private static IEnumerable<(string Token, int EqualsAt)> Tokens(string line)
    {
        var token = new StringBuilder();
        char quote = '\0';
        int equals = -1;
        bool any = false;
        foreach (char c in line + " ")
        {
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                token.Append(quote == '\0' ? "" : c.ToString());
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                any = true;
            }
            else if (c != ' ')
            {
                equals = c == '=' && equals < 0 ? token.Length : equals;
                token.Append(c);
                any = true;
            }
            else if (any)
            {
                yield return (token.ToString(), equals);
                token.Clear();
                equals = -1;
                any = false;
            }
        }

        if (quote != '\0')
        {
            throw new ScenarioException($"a quote is not closed in \"{line}\"");
        }
    }
}
