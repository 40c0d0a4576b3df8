using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Service.Api.Bodies;

namespace Holdfast.Service.Tests.Api;

/// <summary>The part of JSON Schema that property records become.</summary>
public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("""{"type":"integer","minimum":1,"maximum":10}""", "5", true)]
    [InlineData("""{"type":"integer","minimum":1,"maximum":10}""", "0", false)]
    [InlineData("""{"type":"integer","minimum":1,"maximum":10}""", "11", false)]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "1.5", false)]
    [InlineData("""{"type":"integer"}""", "\"1\"", false)]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.5", true)]
    [InlineData("""{"type":"number","exclusiveMinimum":0}""", "0", false)]
    [InlineData("""{"type":"number","exclusiveMaximum":1}""", "1", false)]
    [InlineData("""{"type":"boolean"}""", "true", true)]
    [InlineData("""{"type":"boolean"}""", "\"true\"", false)]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"ab\"", true)]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"a\"", false)]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"abcd\"", false)]
    [InlineData("""{"type":"string","maxLength":1}""", "\"\\ud83d\\ude00\"", true)]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"ab\"", true)]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"AB\"", false)]
    [InlineData("""{"type":"string","pattern":"("}""", "\"AB\"", true)]
    [InlineData("""{"type":"string","enum":["On","Off"]}""", "\"On\"", true)]
    [InlineData("""{"type":"string","enum":["On","Off"]}""", "\"on\"", false)]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":2}""", "[1,2]", true)]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[1,\"2\"]", false)]
    [InlineData("""{"type":"array","minItems":1}""", "[]", false)]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,2]", false)]
    [InlineData("""{"type":["string","null"]}""", "\"a\"", true)]
    [InlineData("""{"type":["string","null"]}""", "1", false)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"a":1}""", true)]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"a":"1"}""", false)]
    [InlineData("""{"type":"object","properties":{"A":{"type":"integer"}},"required":["A"]}""", "{}", false)]
    [InlineData("{}", "[1,{\"a\":null}]", true)]
    public void Value_AgainstItsSchema_FitsOrNot(string schema, string value, bool fits)
    {
        string whole = $$"""{"type":"object","properties":{"P":{{schema}}},"additionalProperties":false}""";
        IReadOnlyList<ErrorDto> errors = Check(whole, $$"""{"P":{{value}}}""");
        Assert.Equal(fits, errors.Count == 0);
        Assert.All(errors, error => Assert.StartsWith("properties.P", error.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void UnknownAndMissing_Properties_AreNamedWithTheNearest()
    {
        const string Schema =
            """
            {"type":"object","properties":{"Port":{"type":"integer"},"Host":{}},
             "required":["Host"],"additionalProperties":false}
            """;
        IReadOnlyList<ErrorDto> errors = Check(Schema, """{"port":1,"Zzz":2}""");
        Assert.Equal(
            [("properties.port", ErrorCodes.UnknownProperty), ("properties.Zzz", ErrorCodes.UnknownProperty),
                ("properties.Host", ErrorCodes.MissingProperty)],
            errors.Select(error => (error.Path, error.Code)));
        Assert.Contains("did you mean \"Port\"?", errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("there are Port, Host", errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PatternThatBacktracksForEver_Check_IsGivenUp()
    {
        const string Schema = """{"type":"object","properties":{"P":{"type":"string","pattern":"^(a+)+$"}}}""";
        Assert.Empty(Check(Schema, $$"""{"P":"{{new string('a', 50)}}!"}"""));
    }

    private static IReadOnlyList<ErrorDto> Check(string schema, string properties) =>
        SchemaValidator.Check(schema, JsonElement.Parse(properties), "properties");
}
