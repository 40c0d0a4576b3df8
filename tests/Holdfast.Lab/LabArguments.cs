using System.Globalization;

namespace Holdfast.Lab;

/// <summary>The arguments after the verb: options with a value, and flags.</summary>
public sealed class LabArguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>What is wrong with them; null if nothing is.</summary>
    public string? Refusal { get; private set; }

    /// <param name="arguments">Without the verb.</param>
    /// <param name="known">Those that the verb knows; a flag ends in <c>!</c>, a number in <c>#</c>.</param>
    public LabArguments(ReadOnlySpan<string> arguments, params ReadOnlySpan<string> known)
    {
        for (int i = 0; i < arguments.Length && Refusal is null; i++)
        {
            string name = arguments[i];
            if (known.Contains(name + "!"))
            {
                _values[name] = "yes";
            }
            else if (!known.Contains(name) && !known.Contains(name + "#"))
            {
                Refusal = $"there is no argument \"{name}\" here";
            }
            else if (++i == arguments.Length)
            {
                Refusal = $"{name} needs a value";
            }
            else if (known.Contains(name + "#")
                && (!int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n < 1))
            {
                Refusal = $"{name} is \"{arguments[i]}\": give a whole number from 1";
            }
            else
            {
                _values[name] = arguments[i];
            }
        }
    }

    public bool Has(string flag) => _values.ContainsKey(flag);

    /// <summary>Its value; <paramref name="otherwise"/> if it is not given or empty.</summary>
    public string Text(string option, string otherwise = "") =>
        _values.TryGetValue(option, out string? value) && value.Length > 0 ? value : otherwise;

    public int Number(string option, int otherwise) =>
        _values.TryGetValue(option, out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
