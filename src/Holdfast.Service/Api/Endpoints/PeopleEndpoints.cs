using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Service.Api.Access;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Api.Endpoints;

/// <summary><c>/api/v1/people</c>: who may use the cluster from other machines, by a certificate of their own.
/// </summary>
internal static class PeopleEndpoints
{
    private const int LongestCertificate = 16 << 10;

    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder people = api.MapGroup("/people").WithTags("people");
        people.MapGet("", (IClusterView view) => TypedResults.Ok<IReadOnlyList<PersonDto>>(
                [.. view.Current.People.Values.Select(Of)]))
            .Needs(Role.Administrator).WithName("ListPeople")
            .WithSummary("Who may use the cluster from other machines.");
        people.MapPost("", AddAsync)
            .Needs(Role.Administrator).WithName("AddPerson")
            .WithSummary("Lets somebody in with a certificate of their own, on every node.")
            .Accepts<PersonRequest>("application/json").Produces<PersonDto>(StatusCodes.Status201Created);
        people.MapDelete("/{name}", (HttpContext context, string name, ConfigEditor editor) => context.EditAsync(
                editor, (snapshot, asked) => PeopleEdits.Remove(snapshot, name, asked),
                _ => TypedResults.NoContent()))
            .Needs(Role.Administrator).WithName("RemovePerson").WithRevision()
            .WithSummary("Lets somebody in no more, at once and on every node.")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> AddAsync(HttpContext context, ConfigEditor editor, TimeProvider time)
    {
        DateTimeOffset now = time.GetUtcNow();
        Outcome<PersonConfig> body = await context.BodyAsync(reader => Read(reader, now)).ConfigureAwait(false);
        return body.Succeeded(out PersonConfig? person, out Refusal? refusal)
            ? await context.EditAsync(editor,
                (snapshot, asked) => PeopleEdits.Add(snapshot, person, asked),
                snapshot => snapshot.People.TryGetValue(person.Name, out Row<PersonConfig>? row)
                    ? TypedResults.Created($"/api/v1/people/{person.Name}", Of(row))
                    : new ProblemResult(new Refusal(ErrorCodes.NoPerson, $"{person.Name} was removed meanwhile")))
                .ConfigureAwait(false)
            : new ProblemResult(refusal);
    }

    private static PersonConfig Read(BodyReader reader, DateTimeOffset now)
    {
        string name = reader.Name("name");
        Role role = reader.Choice<Role>("role") ?? Role.Viewer;
        string pem = reader.Text("certificate", LongestCertificate) ?? "";
        using X509Certificate2? certificate = TryRead(pem);
        if ((certificate is null ? "it is no certificate in PEM" : PersonCertificates.WhyNot(certificate, now))
            is { } reason)
        {
            reader.Add("certificate", ErrorCodes.WrongValue, $"with that certificate nobody is let in: {reason}");
        }

        return new PersonConfig
        {
            Name = name, Role = $"{role}",
            CertificateHash = certificate is null ? "" : PersonCertificates.HashOf(certificate),
            ExpiresAt = certificate?.NotAfter.ToUniversalTime() ?? now,
        };
    }

    private static X509Certificate2? TryRead(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null; // The caller says so.
        }
    }

    private static PersonDto Of(Row<PersonConfig> row) => new()
    {
        Name = row.Value.Name, Role = row.Value.Role, CertificateHash = row.Value.CertificateHash,
        ExpiresAt = row.Value.ExpiresAt, AddedBy = row.Value.AddedBy, Revision = row.Revision,
    };
}
