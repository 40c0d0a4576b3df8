using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.ResourceApi.Hosting;
using Holdfast.ResourceApi.Properties;
using Xunit;

namespace Holdfast.ResourceApi.Tests;

/// <summary>Properties as a record: schema, reading, every error.</summary>
public sealed class PropertyTests
{
    [Fact]
    public void Schema_SaysAllThatTheRecordSays()
    {
        using var schema = JsonDocument.Parse(PropertySchema.Of(typeof(Everything)).Json);
        JsonElement Of(string name) => schema.RootElement.GetProperty("properties").GetProperty(name);
        Assert.Equal(
            """{"type":"integer","title":"Tcp Port","description":"the port","x-appliesAtOnce":true,"""
            + """ "minimum":1,"maximum":65535,"default":7000}""".TrimStart(),
            Of("TcpPort").GetRawText());
        Assert.Equal("Your name", Of("Owner").GetProperty("title").GetString());
        Assert.Equal("""["Red","Green"]""", Of("Colour").GetProperty("enum").GetRawText());
        Assert.Equal("10s", Of("Wait").GetProperty("default").GetString());
        Assert.Equal("boolean", Of("Verbose").GetProperty("type").GetString());
        Assert.Equal("string", Of("Hosts").GetProperty("items").GetProperty("type").GetString());
        Assert.Equal("integer", Of("Weights").GetProperty("additionalProperties").GetProperty("type").GetString());
        Assert.Equal(
            "integer", Of("Nested").GetProperty("properties").GetProperty("Depth").GetProperty("type").GetString());
        Assert.True(Of("Password").GetProperty("x-secret").GetBoolean());
        Assert.Equal(20, Of("Code").GetProperty("maxLength").GetInt32());
        Assert.Equal("^[a-z]+$", Of("Code").GetProperty("pattern").GetString());
        Assert.Equal("""["Folder","Owner"]""", schema.RootElement.GetProperty("required").GetRawText());
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(["TcpPort"], PropertySchema.Of(typeof(Everything)).AppliedAtOnce);
    }

    [Fact]
    public void Reading_ReportsEveryErrorAtOnce()
    {
        var reading = PropertyReader.Read(typeof(Everything), """
            { "TcpPort": 0, "colour": "blue", "Wait": "soon", "Hosts": 5, "Code": "A1", "Speed": 1, "Verbose": "maybe" }
            """);
        var errors = reading.Errors.ToDictionary(
            error => error.Property, error => error.Message, StringComparer.Ordinal);
        Assert.Contains("between 1 and 65535", errors["TcpPort"], StringComparison.Ordinal);
        Assert.Contains("Red, Green", errors["Colour"], StringComparison.Ordinal);
        Assert.Contains("10s", errors["Wait"], StringComparison.Ordinal);
        Assert.Contains("does not fit", errors["Hosts"], StringComparison.Ordinal);
        Assert.Contains("not a property", errors["Speed"], StringComparison.Ordinal);
        Assert.Contains("true or false", errors["Verbose"], StringComparison.Ordinal);
        Assert.Contains("required", errors["Folder"], StringComparison.Ordinal);
        Assert.Contains("Owner", errors.Keys);
        Assert.Contains("Code", errors.Keys);
        Assert.Equal(9, errors.Count);
    }

    [Fact]
    public void Reading_TakesTextForNumbersAndNamesInAnyCase_AndFillsInDefaults()
    {
        var json = """{"tcpport":"7001","folder":"/x","OWNER":"me","verbose":"true","Wait":"5min"}""";
        var read = (Everything)PropertyReader.Read(typeof(Everything), json).ValueOrThrow()!;
        Assert.Equal(
            (7001, "/x", true, TimeSpan.FromMinutes(5), Colour.Green),
            (read.TcpPort, read.Folder, read.Verbose, read.Wait, read.Colour));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"TcpPort\":1,\"TcpPort\":2}")]
    [InlineData("{\"TcpPort\":null}")]
    public void Reading_OfWhatIsNoObject_IsAnError(string json) =>
        Assert.NotEmpty(PropertyReader.Read(typeof(Everything), json).Errors);

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5min", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("2d", 172_800_000)]
    public void Duration_IsRead(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
        Assert.Matches(Duration.Pattern, text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("10 s")]
    [InlineData("1e3s")]
    [InlineData("99999999999999999999d")]
    public void Duration_ThatIsNone_IsRefused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void Duration_WrittenAndRead_IsTheSame() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNegativeInt>(),
        number => Duration.TryParse(Duration.Format(TimeSpan.FromMilliseconds(number.Get)), out var read)
            && read == TimeSpan.FromMilliseconds(number.Get)).QuickCheckThrowOnFailure();

    [Fact]
    public void Properties_WrittenAndRead_AreTheSame() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Port, string? Name, bool Verbose, NonNegativeInt Wait)>(),
        given =>
        {
            var properties = new Everything
            {
                Folder = "/" + given.Name,
                Owner = "x" + given.Name,
                TcpPort = 1 + (Math.Abs(given.Port % 65535)),
                Verbose = given.Verbose,
                Wait = TimeSpan.FromMilliseconds(given.Wait.Get),
            };
            var read = PropertyReader.Read(typeof(Everything), ResourceTypeDefinition.Write(properties));
            return read.Errors.Count == 0
                && ResourceTypeDefinition.Write(read.Value) == ResourceTypeDefinition.Write(properties);
        }).QuickCheckThrowOnFailure();

    public enum Colour
    {
        Red,
        Green,
    }

    public sealed record Everything
    {
        [Property("the port", AppliesAtOnce = true), Range(1, 65535)]
        public int TcpPort { get; init; } = 7000;

        public required string Folder { get; init; }

        [Property("who", Title = "Your name"), Required]
        public string Owner { get; init; } = "";

        public Colour Colour { get; init; } = Colour.Green;

        public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

        public bool Verbose { get; init; }

        public IReadOnlyList<string> Hosts { get; init; } = [];

        public IReadOnlyDictionary<string, int> Weights { get; init; } = new Dictionary<string, int>();

        public Inner Nested { get; init; } = new();

        [Property("secret", Secret = true)]
        public string? Password { get; init; }

        [StringLength(20), RegularExpression("^[a-z]+$")]
        public string? Code { get; init; }
    }

    public sealed record Inner
    {
        public int Depth { get; init; } = 1;
    }
}
