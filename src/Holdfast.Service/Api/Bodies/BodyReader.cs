using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Database.Documents;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Bodies;

/// <summary>Reads the members of a JSON object one by one and collects every error instead of stopping at the
/// first.</summary>
/// <remarks>Ask for each member that is known, then for <see cref="Errors"/>, which also names those that were not
/// asked for.
/// A member that is absent or null reads as null.</remarks>
internal sealed class BodyReader(JsonElement body, string path = "")
{
    private readonly List<ErrorDto> _errors = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<BodyReader> _sections = [];

    /// <summary>Every error found, of this object and its sections.</summary>
    public IReadOnlyList<ErrorDto> Errors =>
        [.. Unknown(), .. _errors, .. _sections.SelectMany(section => section.Errors)];

    public bool Has(string name) => body.TryGetProperty(name, out _);

    public void Add(string name, string code, string message) =>
        _errors.Add(new ErrorDto { Path = path + name, Code = code, Message = message });

    /// <summary>A name that must be there and well formed; empty where it is not.</summary>
    public string Name(string name)
    {
        string? text = Required(name);
        if (text is not null && !Names.IsName(text))
        {
            Add(name, ErrorCodes.BadName, $"\"{text}\" is not a name: {Names.Rule}");
        }

        return text ?? "";
    }

    /// <summary>Text that must be there.</summary>
    public string? Required(string name)
    {
        if (!Has(name))
        {
            _known.Add(name);
            Add(name, ErrorCodes.MissingMember, "it is required");
            return null;
        }

        return Text(name, 4096);
    }

    public string? Text(string name, int longest)
    {
        string? text = Member(name, JsonValueKind.String)?.GetString();
        if (text is null || text.Length <= longest)
        {
            return text;
        }

        Wrong(name, $"it has {text.Length} characters; at most {longest} are kept");
        return null;
    }

    /// <summary>Text, or a number as the text that it is written as.</summary>
    public string? TextOrNumber(string name)
    {
        if (!body.TryGetProperty(name, out JsonElement member) || member.ValueKind != JsonValueKind.Number)
        {
            return Text(name, 40);
        }

        _known.Add(name);
        return member.GetRawText();
    }

    public bool? Flag(string name) => Member(name, JsonValueKind.True)?.GetBoolean();

    public int? Number(string name, int least, int most)
    {
        if (Member(name, JsonValueKind.Number) is not { } member)
        {
            return null;
        }

        if (member.TryGetInt32(out int value) && value >= least && value <= most)
        {
            return value;
        }

        Wrong(name, $"{member.GetRawText()} is not a whole number from {least} to {most}");
        return null;
    }

    /// <summary>A whole number that must be there; 0 where it is not or is too small.</summary>
    public long RequiredNumber(string name, long least)
    {
        if (!Has(name))
        {
            Add(name, ErrorCodes.MissingMember, "it is required");
        }

        if (Member(name, JsonValueKind.Number) is not { } member)
        {
            return 0;
        }

        if (member.TryGetInt64(out long value) && value >= least)
        {
            return value;
        }

        Wrong(name, $"{member.GetRawText()} is not a whole number of at least {least}");
        return 0;
    }

    /// <summary>A duration; <paramref name="word"/>, if given, is another text that is allowed and reads as
    /// null.</summary>
    public TimeSpan? Duration(string name, TimeSpan least, string? word = null, TimeSpan? most = null)
    {
        string? text = Text(name, 40);
        if (text is null || text == word)
        {
            return null;
        }

        if (Durations.TryParse(text, out TimeSpan value) && value >= least
            && value <= (most ?? TimeSpan.FromDays(3650)))
        {
            return value;
        }

        string range = $"at least {Durations.Format(least)}"
            + (most is { } limit ? $" and at most {Durations.Format(limit)}" : "");
        Wrong(name, $"\"{text}\" is not a duration of {range}; write 250ms, 10s, 5min or 1h"
            + (word is null ? "" : $", or \"{word}\""));
        return null;
    }

    /// <summary>One of an enum's names.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        string? text = Text(name, 100);
        if (text is null)
        {
            return null;
        }

        string[] all = Enum.GetNames<T>();
        if (all.Contains(text))
        {
            return Enum.Parse<T>(text);
        }

        Wrong(name, $"\"{text}\" is not one of {string.Join(", ", all)}" + NearNames.Question(NearNames.Of(text, all)));
        return null;
    }

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? TextList(string name) =>
        Member(name, JsonValueKind.Array) is { } list ? Texts(name, list) : null;

    /// <summary>A list of lists of texts, none of them empty.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? TextLists(string name)
    {
        if (Member(name, JsonValueKind.Array) is not { } list)
        {
            return null;
        }

        var all = new List<IReadOnlyList<string>>();
        foreach (JsonElement each in list.EnumerateArray())
        {
            string place = $"{name}[{all.Count}]";
            if (each.ValueKind != JsonValueKind.Array || each.GetArrayLength() == 0)
            {
                Wrong(place, "it must be a list with at least one name");
            }

            all.Add(each.ValueKind == JsonValueKind.Array ? Texts(place, each) : []);
        }

        return all;
    }

    /// <summary>An object that is read elsewhere.</summary>
    public JsonElement? Object(string name) => Member(name, JsonValueKind.Object);

    /// <summary>An object that is read here, its errors counted with this one's; empty if it is absent.</summary>
    public BodyReader Section(string name)
    {
        var section = new BodyReader(Object(name) ?? JsonElement.Parse("{}"), $"{path}{name}.");
        _sections.Add(section);
        return section;
    }

    /// <summary>A list of objects that are read here, their errors counted with this one's.</summary>
    public IReadOnlyList<BodyReader>? Sections(string name)
    {
        if (Member(name, JsonValueKind.Array) is not { } list)
        {
            return null;
        }

        var all = new List<BodyReader>();
        foreach (JsonElement each in list.EnumerateArray())
        {
            string place = $"{name}[{all.Count}]";
            bool fits = each.ValueKind == JsonValueKind.Object;
            if (!fits)
            {
                Wrong(place, $"it must be an object, not {JsonNames.Of(each.ValueKind)}");
            }

            all.Add(new BodyReader(fits ? each : JsonElement.Parse("{}"), $"{path}{place}."));
        }

        _sections.AddRange(all);
        return all;
    }

    /// <summary>The objects in an object by their names, which must be well formed; none if it is absent. Their errors
    /// count with this one's.</summary>
    public IReadOnlyList<(string Name, BodyReader Body)> Named(string name)
    {
        var all = new List<(string, BodyReader)>();
        foreach (JsonProperty each in Object(name)?.EnumerateObject().ToList() ?? [])
        {
            string place = $"{name}.{each.Name}";
            bool fits = each.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null;
            if (!fits)
            {
                Wrong(place, $"it must be an object, not {JsonNames.Of(each.Value.ValueKind)}");
            }

            if (!Names.IsName(each.Name))
            {
                Add(place, ErrorCodes.BadName, $"\"{each.Name}\" is not a name: {Names.Rule}");
            }

            bool there = each.Value.ValueKind == JsonValueKind.Object;
            all.Add((each.Name, new BodyReader(there ? each.Value : JsonElement.Parse("{}"), $"{path}{place}.")));
        }

        _sections.AddRange(all.Select(each => each.Item2));
        return all;
    }

    public void Wrong(string name, string message) => Add(name, ErrorCodes.WrongValue, message);

    private List<string> Texts(string name, JsonElement list)
    {
        var texts = new List<string>();
        foreach (JsonElement each in list.EnumerateArray())
        {
            if (each.ValueKind != JsonValueKind.String)
            {
                Wrong($"{name}[{texts.Count}]", $"it must be text, not {JsonNames.Of(each.ValueKind)}");
            }

            texts.Add(each.ValueKind == JsonValueKind.String ? each.GetString()! : "");
        }

        return texts;
    }

    private JsonElement? Member(string name, JsonValueKind kind)
    {
        _known.Add(name);
        if (!body.TryGetProperty(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        bool fits = member.ValueKind == kind
            || (kind == JsonValueKind.True && member.ValueKind == JsonValueKind.False);
        if (fits)
        {
            return member;
        }

        Wrong(name, $"it must be {JsonNames.Of(kind)}, not {JsonNames.Of(member.ValueKind)}");
        return null;
    }

    private IEnumerable<ErrorDto> Unknown() => body.EnumerateObject()
        .Where(each => !_known.Contains(each.Name))
        .Select(each => new ErrorDto
        {
            Path = path + each.Name,
            Code = ErrorCodes.UnknownMember,
            Message = "it is not known here" + NearNames.Question(NearNames.Of(each.Name, _known)),
        });
}
