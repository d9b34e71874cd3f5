"""Words that say nothing about what a text is about, in five languages, without accents."""

SPANISH = """
aca acuerdo ademas ahi ahora al algo alguien algun alguna algunas alguno algunos alla alli ambos
ante antes aquel aquella aquellas aquello aquellos aqui asi aun aunque bajo bastante bien cada
casi como con contra cosa cosas creo cual cuales cualquier cuando cuanto cuyo da dan dar de debe
deben deberia deberian decir del demas desde despues donde dos durante ejemplo el ella ellas
ello ellos en entonces entre era eran eres es esa esas ese eso esos esta estaba estamos estan
estar estas este esto estos estoy etc favor fue fuera fueron gracias gran ha haber habia habria
hace hacen hacer hacia haga hagan hago han hasta hay haya he hecho hemos hola hoy igual incluso
ir jamas la las le les lo los luego mas mayor me mejor menos mi mientras mis misma mismas mismo
mismos mucha muchas mucho muchos muy nada nadie ni ningun ninguna ninguno no nos nosotros
nuestra nuestras nuestro nuestros nunca os otra otras otro otros para parece pero poco poder
podria podrian por porque puede pueden puedo pues que quien quienes quiere quiero sabe se sea
sean segun ser sera seria si sido siempre siendo sigue sin sino siquiera sobre solo son soy su
sus tal tambien tampoco tan tanto te tener tengo ti tiene tienen toda todas todavia todo todos
tras tres tu tus un una unas uno unos usted ustedes va vamos van veces ver vez vosotros voy
vuestra vuestro ya yo
"""
CATALAN = """
abans aixi aixo al algun alguna algunes alguns als altra altre altres amb aquell aquella
aquelles aquells aquest aquesta aquestes aquests aqui be cada cal cap com contra cosa da de del
dels des despres dins doncs durant eix el ella elles ells els em en encara ens entre era eren es
esta estan estat et etc ets fa fan fer fet fins forma fos gran ha han hauria haver havia he hem
hi ho ja jo la les li llur lo los ma mai malgrat manera mateix mateixa mateixos mentre mes meu
meva mitjancant molt molta moltes molts ne ni no nosaltres nostra nostre nostres on pel pels per
pero perque poc poden pot pugui puguin qual quals quan que qui sa se sense ser sera seria seu
seus seva seves si sigui siguin sobre sol sols son sota tal tambe tan tant te tenen tenir tinc
tot tota totes tots traves tu un una unes uns us va van vol vos vosaltres
"""
ENGLISH = """
about above after again against all also am an and any are as at be because been before being
below between both but by can cannot could did do does doing down during each few for from
further get had has have having he her here hers herself him himself his how if in into is it
its itself just let like me more most must my myself no nor not now of off on once only or other
ought our ours out over own same she should so some such than that the their theirs them
themselves then there these they this those through to too under until up us very was we were
what when where which while who whom why will with would you your yours
"""
PORTUGUESE = """
ainda ao aos as ate com como da das de dela dele deles depois do dos ela elas ele eles em entre
era eram essa esse esta este eu foi foram ha isso isto ja lhe mais mas me mesmo meu minha muito
na nao nas nem no nos nossa nosso num numa os ou para pela pelas pelo pelos por qual quando que
quem sao se seja sem ser seu seus so sua suas tambem te tem um uma voce
"""
FRENCH = """
au aussi aux avec ce ces cet cette comme dans de des du elle elles en est et ete etre eux fait
il ils je la le les leur leurs lui ma mais me meme mes moi mon ne nos notre nous on ont ou par
pas plus pour qu que qui sa sans se ses si son sont sur ta te tes toi ton tous tout toute toutes
tres tu un une vos votre vous
"""
STOP_WORDS = frozenset(" ".join((SPANISH, CATALAN, ENGLISH, PORTUGUESE, FRENCH)).split())
